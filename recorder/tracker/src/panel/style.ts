/**
 * The panel's looks. The colours are those of `web/static/tokens.css`, once for light and once for dark.
 *
 * `!important` on `:host` alone: there, and only there, the page's own rules would win otherwise.
 */

const LIGHT = `
  --raised:#fff; --sunken:#f1eee7; --line:#e2ddd2; --line-strong:#8b8475;
  --ink:#1d1b17; --ink-soft:#575247;
  --accent:#0f5a4d; --accent-hover:#0a463c; --on-accent:#fff; --accent-wash:#e4efeb;
  --danger:#98261c; --caution:#7a4a06;
  --shadow:0 0 0 1px rgb(40 34 20/.09),0 2px 6px rgb(40 34 20/.08),0 14px 40px rgb(40 34 20/.18);`;

const DARK = `
  --raised:#201e1a; --sunken:#2a2722; --line:#3b372f; --line-strong:#857e70;
  --ink:#eeeae2; --ink-soft:#b4ad9f;
  --accent:#7fcab6; --accent-hover:#9bdbca; --on-accent:#0c211c; --accent-wash:#1c2c27;
  --danger:#f09a8d; --caution:#e3b56a;
  --shadow:0 0 0 1px rgb(255 250 235/.1),0 2px 6px rgb(0 0 0/.4),0 14px 40px rgb(0 0 0/.5);`;

export const STYLE = `
:host{all:initial!important;position:fixed!important;inset:auto 0 0 auto!important;width:0!important;
  height:0!important;z-index:2147483647!important;display:block!important;visibility:visible!important;
  opacity:1!important;transform:none!important;filter:none!important;pointer-events:none!important}
@media print{:host{display:none!important}}
*,::before,::after{box-sizing:border-box}
[hidden]{display:none!important}
.frame{${LIGHT}
  color-scheme:light;position:fixed;right:16px;bottom:16px;pointer-events:auto;color:var(--ink);
  font:400 15px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","PingFang TC","Hiragino Sans",
  "Noto Sans CJK SC","Noto Sans CJK TC","Microsoft YaHei","Microsoft JhengHei",sans-serif;
  font-variant-numeric:tabular-nums;text-align:start;-webkit-font-smoothing:antialiased;overflow-wrap:break-word}
@media (prefers-color-scheme:dark){.frame{${DARK} color-scheme:dark}}
.card{display:flex;flex-direction:column;width:332px;max-height:min(560px,calc(100vh - 32px));
  border-radius:14px;background:var(--raised);box-shadow:var(--shadow);overflow:hidden}
.bar{display:flex;align-items:center;gap:2px;padding:8px 8px 0 10px;touch-action:none;cursor:grab;user-select:none;
  -webkit-user-select:none}
.bar.moving{cursor:grabbing}
.count{flex:1;margin:0;padding-inline-start:4px;font-size:13px;font-weight:600;color:var(--ink-soft)}
.dots{display:inline-flex;gap:4px;margin-inline-start:8px;vertical-align:middle}
.dots i{width:6px;height:6px;border-radius:3px;background:var(--line)}
.dots .past{background:var(--accent);opacity:.45}
.dots .here{width:16px;background:var(--accent)}
button{font:inherit;color:inherit;margin:0;padding:0;border:0;background:none;cursor:pointer;
  -webkit-tap-highlight-color:transparent}
.icon{display:grid;place-items:center;width:32px;height:32px;border-radius:8px;color:var(--ink-soft)}
.icon:hover{background:var(--sunken);color:var(--ink)}
.icon svg{width:16px;height:16px;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round}
.handle{width:24px;cursor:grab}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:6px}
.body{padding:6px 18px 14px;overflow-y:auto;overscroll-behavior:contain}
h2{margin:0;font-size:17px;line-height:1.3;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
h2:focus{outline:none}
p{margin:6px 0 0;text-wrap:pretty}
.text{white-space:pre-line;user-select:text;-webkit-user-select:text}
.soft{color:var(--ink-soft);font-size:13.5px}
.over{margin:0 0 8px;padding:6px 10px;border-radius:8px;background:var(--accent-wash);color:var(--accent);
  font-size:13.5px}
p+.over{margin:12px 0 0}
.note{display:flex;gap:7px;align-items:baseline;margin-top:10px;font-size:13.5px;color:var(--caution)}
.note.calm{color:var(--ink-soft)}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin-top:14px}
.press{flex:1 1 auto;min-height:40px;padding:8px 16px;border-radius:9px;font-weight:600;font-size:14.5px;line-height:1.2;
  background:var(--accent-wash);color:var(--accent)}
.press:hover{background:color-mix(in oklab,var(--accent-wash),var(--accent) 14%)}
.press.main{background:var(--accent);color:var(--on-accent)}
.press.main:hover{background:var(--accent-hover)}
.press.risk{background:none;box-shadow:inset 0 0 0 1.5px currentColor;color:var(--danger)}
.press:disabled,.press[aria-disabled]{opacity:.6;cursor:default}
.link{min-height:28px;padding:2px 4px;margin-inline-start:-4px;border-radius:6px;font-size:13.5px;color:var(--accent);
  text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:3px;
  text-decoration-color:color-mix(in oklab,currentColor 35%,transparent)}
.link:hover{text-decoration-color:currentColor}
.link.risk{color:var(--danger)}
ul{margin:8px 0 0;padding:0;list-style:none}
li{position:relative;padding-inline-start:16px;font-size:14px;margin-top:4px}
li::before{content:"";position:absolute;inset-inline-start:2px;top:.62em;width:5px;height:5px;border-radius:50%;
  background:var(--accent)}
.foot{display:flex;align-items:center;justify-content:space-between;gap:8px;padding:5px 18px 8px;
  border-top:1px solid var(--line);font-size:13px;color:var(--ink-soft)}
.foot .link{font-size:13px;color:var(--ink-soft)}
.lamp{display:inline-block;width:8px;height:8px;margin-inline-end:7px;border-radius:50%;background:var(--accent)}
.media{display:flex;flex-wrap:wrap;align-items:center;gap:2px 12px;padding:5px 18px;border-top:1px solid var(--line);font-size:13px;
  color:var(--ink-soft)}
.media:empty{display:none}
.media .link{font-size:13px}
.sign{display:inline-flex;align-items:center;gap:5px}
.sign.on{color:var(--accent);font-weight:600}
.sign svg,.pill svg{width:16px;height:16px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;
  stroke-linejoin:round}
.pill svg{margin-inline-start:8px;vertical-align:-3px;color:var(--accent)}
.ask{margin-top:14px;padding-top:8px;border-top:1px solid var(--line);font-size:14px}
.pill{display:flex;align-items:center;min-height:44px;padding:8px 18px;border-radius:22px;background:var(--raised);
  box-shadow:var(--shadow);font-weight:600;font-size:14px;touch-action:none}
.pill:hover{color:var(--accent)}
.pill:focus-visible{border-radius:22px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:560px){
  .frame.open{left:0!important;right:0!important;bottom:0!important}
  .frame{right:12px!important;bottom:12px!important}
  .card{width:auto;max-height:62vh;border-radius:16px 16px 0 0;padding-bottom:env(safe-area-inset-bottom)}
  .bar{padding-inline:14px 10px;cursor:default}
  .handle{display:none}
  .press{min-height:46px}
}
@media (prefers-reduced-motion:no-preference){
  .card,.pill{animation:come .18s ease-out}
  @keyframes come{from{opacity:0;transform:translateY(6px)}}
}
@media (forced-colors:active){.card,.pill,.press{border:1px solid}}
`;

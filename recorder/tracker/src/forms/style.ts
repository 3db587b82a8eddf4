/** The forms' looks; colours and buttons are the panel's. */

export const STYLE = `
.asking .card{width:min(540px,calc(100vw - 32px));max-height:min(760px,calc(100vh - 32px))}
.form{display:block;margin:0;padding:2px 0 0}
fieldset{min-width:0;border:0;margin:0;padding:0}
.item{margin-top:14px}
.item+.item{padding-top:14px;border-top:1px solid var(--line)}
legend{float:left;width:100%;padding:0 0 8px;line-height:1.4}
legend+*{clear:both}
legend .soft{display:block;font-size:13px}
legend b{display:block;font-weight:650}
.words{user-select:text;-webkit-user-select:text}
.radios{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(24px,1fr);gap:3px}
.radios label{position:relative;display:grid;min-height:44px;cursor:pointer}
.radios input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.radios span{display:grid;place-items:center;border-radius:8px;background:var(--sunken);
  box-shadow:inset 0 0 0 1px var(--line-strong);font-weight:600;font-size:14.5px}
.radios label:hover span{background:var(--accent-wash);color:var(--accent)}
.radios input:checked+span{background:var(--accent);color:var(--on-accent);box-shadow:none}
.radios input:focus-visible+span{outline:2px solid var(--accent);outline-offset:2px}
.ends{display:flex;justify-content:space-between;gap:16px;margin-top:5px;font-size:13px;color:var(--ink-soft)}
.ends span{text-wrap:balance}
.ends span:last-child{text-align:end}
.problem+*{clear:both}
.slider{position:relative;padding:2px 0}
.ticks{position:absolute;inset:6px 11px auto;display:flex;justify-content:space-between;height:24px}
.ticks i{width:1px;background:var(--line-strong)}
.ticks i:nth-child(odd){height:16px;margin-top:4px}
.ticks i:nth-child(even){height:8px;margin-top:8px}
.ticks i:nth-child(11){height:24px;margin-top:0}
.slider input{-webkit-appearance:none;appearance:none;position:relative;display:block;width:100%;height:32px;margin:0;
  background:linear-gradient(var(--line-strong),var(--line-strong)) center/calc(100% - 22px) 2px no-repeat;cursor:pointer;
  touch-action:pan-y}
.slider input::-webkit-slider-thumb{-webkit-appearance:none;width:24px;height:24px;border:3px solid var(--raised);
  border-radius:50%;background:var(--accent);box-shadow:0 0 0 1.5px var(--accent)}
.slider input::-moz-range-thumb{width:18px;height:18px;border:3px solid var(--raised);border-radius:50%;
  background:var(--accent);box-shadow:0 0 0 1.5px var(--accent)}
.slider input.unset::-webkit-slider-thumb{opacity:0}
.slider input.unset::-moz-range-thumb{opacity:0}
.tick{display:flex;align-items:center;gap:10px;min-height:32px;cursor:pointer}
.tick input{flex:none;width:20px;height:20px;margin:0;accent-color:var(--accent)}
.reason{display:block}
textarea{display:block;width:100%;margin-top:6px;padding:8px 10px;border:1px solid var(--line-strong);border-radius:8px;
  background:var(--raised);color:inherit;font:inherit;resize:vertical}
.problem{margin:0 0 8px;color:var(--danger);font-size:13.5px;font-weight:600}
@media (max-width:560px){
  .asking .card{width:auto;max-height:86vh}
  .radios{gap:2px}
}
@media (forced-colors:active){
  .radios span,.radios input:checked+span,textarea{border:1px solid}
  .radios input:checked+span{outline:3px solid Highlight}
}
`;

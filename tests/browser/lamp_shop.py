"""The small lamp shop of the browser tests: pages and study."""

from __future__ import annotations

from recorder.definition import StudyDefinition, Success, TaskDefinition

HEAD = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
MENU = (
    '<nav><a href="/">Home</a> <a href="/list.html">Lamps</a> <a href="/order.html">Order</a></nav>'
)
PAGES = {
    "index.html": "<h1>Lumen</h1><button id='menu'>Menu</button>",
    "list.html": "<h1>Lamps</h1><ul><li>Halden</ul>",
    "strict.html": """<meta http-equiv='Content-Security-Policy' content="default-src 'self'">
        <h1>Strict</h1>""",
    "order.html": """<h1>Order</h1>
        <input id='name' aria-label='Name'><button id='buy'>Buy</button>
        <button id='ask'>Are you sure?</button>
        <dialog id='sure'><p>Really?</p><button id='call'>Call us</button></dialog>
        <script>
          ask.onclick = () => sure.showModal();
          call.onclick = () => thinkaloud.event('called', { by: 'phone' });
          buy.onclick = () => {
            document.body.insertAdjacentHTML('beforeend', '<p class=thanks>Thank you</p>');
          };
        </script>""",
}
STUDY = StudyDefinition(
    "journey", "A small lamp shop",
    [
        TaskDefinition(
            "find", "Find the lamps", "Open the list.", success=Success(url="/list.html")
        ),
        TaskDefinition(
            "order", "Order one", "Buy it.", "/order.html",
            success=Success(selector=".thanks"), ends_on_goal=False,
        ),
        TaskDefinition("call", "Talk to a person", "Call.", success=Success(event="called")),
        TaskDefinition("wait", "Look around", "As you like.", "/", time_limit_s=1.5),
    ],
    thanks="You made our lamps easier to find.",
)  # fmt: skip

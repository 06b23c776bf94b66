"""Whether the pages that need a browser are known: pages of this file's own making, judged by the decision of the spiders.

    python benchmarks/rendering.py           # exit 1 when a limit below is not kept
    python benchmarks/rendering.py --worst   # also names the pages that are judged wrongly

20 pages that only scripts fill, of as many ways to build them, and 200 plain ones, half of which hold none of what is asked
for. At least 19 of the former are to be rendered, at most 4 of the latter.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from crawlers.extract.page import parse_page  # noqa: E402
from crawlers.extract.reading import read_page  # noqa: E402
from crawlers.spiders.site import needs_rendering  # noqa: E402
from crawlers.spiders.target import FAQS, REVIEWS  # noqa: E402

LEAST, MOST = 19, 4
AT = datetime(2026, 11, 20)  # noqa: DTZ001  # naive UTC, as pages are read
NAV = (
    "<header><nav>"
    + "".join(f"<a href='/{w}'>{w.title()}</a> " for w in ("shop", "about", "blog", "contact"))
    + "</nav></header>"
)
FOOT = "<footer><p>© 2026 Bean House Ltd, 1 Mill Lane. All rights reserved.</p><a href='/terms'>Terms</a></footer>"
NEEDS = "<noscript>You need to enable JavaScript to run this app.</noscript>"

SCRIPTED = {
    "react": f"{NEEDS}<div id='root'></div><script src='/static/js/main.8f3a.js'></script>",
    "next": "<div id='__next'></div><script id='__NEXT_DATA__' type='application/json'>{\"props\":{}}</script>"
            "<script src='/_next/static/chunks/main-1a.js'></script>",
    "vue": "<noscript><strong>We're sorry but this page doesn't work properly without JavaScript.</strong></noscript>"
           "<div id='app'></div><script src='/js/chunk-vendors.2b.js'></script><script src='/js/app.1c.js'></script>",
    "nuxt": "<div id='__nuxt'><div class='loader'>Loading…</div></div><script>window.__NUXT__={}</script>"
            "<script src='/_nuxt/e.js'></script>",
    "angular": "<app-root></app-root><script src='runtime.js' type='module'></script>"
               "<script src='main.js' type='module'></script>",
    "svelte": f"{NAV}<main></main><script type='module' src='/build/bundle.js'></script>",
    "sveltekit": "<div style='display: contents'></div><script>__sveltekit_1 = {};import('/_app/start.js')</script>",
    "ember": "<script src='/assets/vendor.js'></script><script src='/assets/shop.js'></script>",
    "preact": "<body><script type='module' src='/src/index.jsx.js'></script></body>",
    "lit": "<bean-house-app></bean-house-app><script type='module' src='/components/shop.js'></script>",
    "blazor": "<div id='app'>Loading...</div><div id='blazor-error-ui'>An error has occurred. <a href=''>Reload</a></div>"
              "<script src='_framework/blazor.webassembly.js'></script>",
    "flutter": "<script src='flutter_bootstrap.js' async></script>",
    "alpine": f"{NAV}<h1>Questions</h1><div x-data='faqs()'><template x-for='faq in list'><p x-text='faq.q'></p></template></div>"
              "<script src='/alpine.js'></script>",
    "angularjs": f"{NAV}<div ng-app='shop'><h2>Help</h2><p ng-repeat='q in faqs'>{{{{ q.title }}}}</p></div>"
                 "<script src='/ng.js'></script>",
    "htmx": f"{NAV}<h1>Reviews</h1><div hx-get='/reviews/list' hx-trigger='load'></div><script src='/htmx.js'></script>{FOOT}",
    "jquery": f"{NAV}<h1>FAQ</h1><div id='faq-list'></div>"
              f"<script>$.getJSON('/faq.json', r => $('#faq-list').html(r.html))</script>{FOOT}",
    "elm": "<div id='elm-node'></div><script src='/elm.js'></script>"
           "<script>Elm.Main.init({node: document.getElementById('elm-node')}); "
           "fetch('/x')</script>",
    "aura": "<div class='auraLoadingBox' id='auraLoadingBox'>Loading</div><script>" + "var Aura = Aura || {};" * 40 + "</script>",
    "skeleton": f"{NAV}<main id='content'><div class='skeleton'></div><div class='skeleton'></div></main>"
                f"<script src='/assets/app.js'></script>{FOOT}",
    "hydrated": f"<div id='__next'>{NAV}<main></main>{FOOT}</div><script src='/_next/static/chunks/main.js'></script>"
                "<script>self.webpackChunk=[]</script>",
}  # fmt: skip

WRAPS = (
    "<div id='app'>{}</div>", "<div id='root'>{}</div>", "<main>{}</main>", "<div class='page'><article>{}</article></div>",
    "<div id='__next'><main>{}</main></div>",
)  # fmt: skip
SCRIPTS = (
    "<script src='https://tags.example/gtm.js'></script>",
    "<script>window.dataLayer=[];function gtag(){dataLayer.push(arguments)}</script><script src='/jquery.js'></script>",
    "<script src='/js/app.js'></script><script src='/js/vendor.js'></script><div id='chat-widget'></div>",
    "<noscript>Please enable JavaScript for the best experience.</noscript><script src='/main.js'></script>",
    "<script>fetch('/cart').then(r => r.text()).then(t => { document.getElementById('cart').innerHTML = t })</script>"
    "<span id='cart'></span>",
)
TEXTS = (
    "<h1>Fresh beans</h1><p>We roast in small batches each morning and bring them to your door the same week.</p>",
    "<h1>Our team</h1><ul><li>Ada Sample, roaster</li><li>Ben Sample, buyer</li><li>Cleo Sample, drinks the rest</li></ul>",
    "<h1>ร้านกาแฟ</h1><p>เราคั่วกาแฟทุกเช้าและส่งถึงบ้านภายในสองวันทำการ ยินดีต้อนรับทุกท่าน</p>",
    "<h1>Apie mus</h1><p>Kavą skrudiname kasdien ir pristatome visoje Lietuvoje per dvi dienas.</p>",
)
HELD = (
    "<h1>FAQ</h1><dl><dt>How long does delivery take?</dt><dd>Two days within the country.</dd><dt>Can I return a bag?</dt>"
    "<dd>Yes, within thirty days.</dd></dl>",
    "<h1>Câu hỏi thường gặp</h1><h3>Giao hàng mất bao lâu?</h3><p>Hai ngày làm việc trong cả nước.</p>"
    "<h3>Tôi có thể đổi trả không?</h3><p>Có, trong vòng ba mươi ngày.</p>",
    "<h1>Häufige Fragen</h1><details><summary>Wie lange dauert die Lieferung?</summary><p>Zwei Werktage.</p></details><details>"
    "<summary>Kann ich umtauschen?</summary><p>Ja, binnen dreißig Tagen.</p></details>",
    "<h1>Reviews</h1><article class='review'><span class='author'>Ada</span><span aria-label='5 out of 5 stars'></span>"
    "<p class='text'>A calm room and people who know every bean.</p></article>"
    "<article class='review'><span class='author'>Ben</span><span aria-label='2 out of 5 stars'></span>"
    "<p class='text'>The bag came torn and nobody answered.</p></article>",
)  # fmt: skip


def plain() -> Iterator[tuple[str, str]]:
    """(name, markup) of 200 pages that need no browser: what they hold, how it is wrapped, and the scripts beside it."""
    for number, text in enumerate((*TEXTS, *HELD)):
        for wrap_number, wrap in enumerate(WRAPS):
            for script_number, script in enumerate(SCRIPTS):
                yield f"{number}.{wrap_number}.{script_number}", f"{NAV}{wrap.format(text)}{FOOT}{script}"


def rendered(markup: str) -> bool:
    """Whether the spiders would have a page rendered that was asked for questions and reviews."""
    page = parse_page(
        f"<!doctype html><html><title>Bean House</title><body>{markup}</body></html>", "https://bean.example/faq"
    )
    kinds = (FAQS, REVIEWS)
    return needs_rendering(page, kinds, read_page(page, kinds, AT).found)


def judge() -> tuple[list[str], list[str]]:
    """(scripted pages that are not rendered, plain ones that are)."""
    return (
        [name for name, markup in SCRIPTED.items() if not rendered(markup)],
        [name for name, markup in plain() if rendered(markup)],
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worst", action="store_true", help="name the pages that are judged wrongly")
    parser.add_argument("--corpus", help="not read: the pages are this file's own")
    arguments = parser.parse_args()
    missed, needless = judge()
    number = sum(1 for _ in plain())
    print(f"script-only pages to be rendered: {len(SCRIPTED) - len(missed)} of {len(SCRIPTED)} (at least {LEAST})")
    print(f"plain pages to be rendered: {len(needless)} of {number} (at most {MOST})")
    if arguments.worst:
        print(f"missed: {', '.join(missed) or 'none'}\nneedless: {', '.join(needless) or 'none'}")
    return int(len(SCRIPTED) - len(missed) < LEAST or len(needless) > MOST)


if __name__ == "__main__":
    sys.exit(main())

"""Run with OVERHEARD_LANGUAGES set: what is read in a language that the folder there adds, as JSON."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from analysis.sentiment import lexicons
from analysis.text.clauses import read_clauses
from analysis.text.drivers import load_taxonomy, taxonomy_languages
from analysis.text.intents import intent_languages
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page
from crawlers.extract.page.ratings import parse_rating
from crawlers.extract.reviews import extract_reviews
from crawlers.extract.site.links import find_pages
from data.cells.words import flag
from data.imports.choosing.names import name_score
from data.languages import FIRST, known
from data.privacy import redact_of

FAQS = """
<html><body><main><h1>Klientaj demandoj</h1>
<h2>Kiel mi pagas</h2><p>Per karto, aŭ per fakturo en dek kvar tagoj post la livero.</p>
<h2>Kie estas mia pako</h2><p>La numero de la pako staras en la mesaĝo pri la sendo.</p>
<h2>Kiam vi respondas</h2><p>En unu labortago, ankaŭ antaŭ festotagoj kaj dum la somero.</p>
</main></body></html>
"""
REVIEWS = """
<html><body><div class="reviews">
<div class="review"><span class="author">skribis Ana</span><span class="date">5 majo 2026</span>
<p class="text">La livero venis tro malfrue kaj la skatolo estis malseka.</p>
<div><p>Respondo de la posedanto: ni petas pardonon pro la malfruo.</p></div></div>
<div class="review"><span class="author">skribis Petro</span><span class="date">12 junio 2026</span>
<p class="text">Bona kafo, bela skatolo, kaj afabla servo en la butiko.</p></div>
<div class="review"><span class="author">skribis Ivo</span><span class="date">3 julio 2026</span>
<p class="text">Mi mendis duan fojon kaj denove estis kontenta pri ĉio.</p></div>
</div></body></html>
"""
HOME = '<html><body><a href="/helpo">Klientaj demandoj</a><a href="/kafo">Kafo</a></body></html>'
URL = "https://acme.example/"


def main() -> None:
    faqs = extract_faqs(parse_page(FAQS.encode(), URL))
    reviews = extract_reviews(parse_page(REVIEWS.encode(), URL), datetime(2026, 11, 1, tzinfo=UTC))
    sentence = "La livero malfruis, sed la kafo estas bona."
    found = {
        "known": known(),
        "first": FIRST,
        "drivers_in": taxonomy_languages(),
        "intents_in": intent_languages(),
        "sentiment_in": sorted(lexicons()),
        "questions": [faq.question for faq in faqs],
        "links": find_pages(parse_page(HOME.encode(), URL), "faqs"),
        "authors": [review.author for review in reviews],
        "dates": [str(review.published_at)[:10] for review in reviews],
        "rating": parse_rating("4 el 5"),
        "columns": [
            name_score("reviews", *pair)
            for pair in (("brand", "Markonomo"), ("rating", "Poentoj"), ("body", "Recenzo"))
        ],
        "flag": flag("jes"),
        "hidden": redact_of("Saluton Zamenhof, dankon pro via letero.", "Zamenhof"),
        "drivers": load_taxonomy("xx").classify(sentence),
        "clauses": [sentence[part.start : part.end] for part in read_clauses(sentence, "xx")],
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()

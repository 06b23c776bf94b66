"""The page's own questions to its reader, in many languages, beside customers' questions that look like them."""

from __future__ import annotations

import pytest

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.faqs.inviting import invites
from crawlers.extract.page import parse_page

OF_THE_PAGE = [
    "Didn't find your answer?",
    "Still have questions?",
    "Need more help?",
    "Can't find what you are looking for?",
    "Can’t find what you’re looking for?",
    "Do you have any other questions?",
    "Got a question we haven't answered?",
    "Have another question about our tea?",
    "Question not answered?",
    "Is your question not listed?",
    "Any further queries?",
    "Couldn't find the right answer?",
    "Deine Frage war nicht dabei?",
    "Noch Fragen?",
    "Sie haben Ihre Antwort nicht gefunden?",
    "Haben Sie weitere Fragen zu unserem Angebot?",
    "Nicht gefunden, was Sie suchen?",
    "Ist Ihre Frage nicht dabei?",
    "Du hast noch Fragen?",
    "¿No encuentras tu pregunta?",
    "¿Tienes otra pregunta?",
    "¿Aún tienes dudas?",
    "¿No ha encontrado lo que buscaba?",
    "¿Necesitas más ayuda?",
    "Vous n'avez pas trouvé la réponse ?",
    "Vous avez d'autres questions ?",
    "Une question ?",
    "Vous ne trouvez pas ce que vous cherchez ?",
    "Encore des questions ?",
    "Besoin d’aide ?",
    "Non hai trovato la risposta?",
    "Hai ancora domande?",
    "Non trovi quello che cerchi?",
    "Hai altri dubbi?",
    "Serve aiuto?",
    "Não encontrou a sua resposta?",
    "Ainda tem dúvidas?",
    "Não encontrou o que procurava?",
    "Tem outra pergunta?",
    "Staat je vraag er niet bij?",
    "Nog vragen?",
    "Niet gevonden wat je zocht?",
    "Heeft u een andere vraag?",
    "Antwoord niet gevonden?",
    "Nie znalazłeś odpowiedzi?",
    "Masz więcej pytań?",
    "Nie znalazłeś tego, czego szukasz?",
    "Masz inne pytanie?",
    "Neradote savo klausimo?",
    "Vis dar turite klausimų?",
    "Neradote atsakymo?",
    "Neradote, ko ieškote?",
    "Turite kitų klausimų?",
    "ไม่พบคำถามของคุณ?",
    "ยังมีคำถามอยู่ไหม",
    "หาคำตอบไม่เจอ?",
    "ไม่พบสิ่งที่คุณกำลังมองหา?",
    "มีข้อสงสัยเพิ่มเติม?",
    "ต้องการความช่วยเหลือเพิ่มเติม?",
    "Không thấy câu hỏi của bạn?",
    "Bạn vẫn còn thắc mắc?",
    "Không tìm thấy câu trả lời?",
    "Bạn có câu hỏi khác?",
    "Không tìm thấy điều bạn cần?",
    "Cần thêm trợ giúp?",
    "Hittade du inte svaret?",
    "Har du fler frågor?",
    "Fandt du ikke svar på dit spørgsmål?",
    "Har du andre spørgsmål?",
    "Etkö löytänyt vastausta?",
    "Nenašli jste odpověď?",
    "Máte další otázky?",
    "Не нашли ответ на свой вопрос?",
    "Остались вопросы?",
    "Aradığınızı bulamadınız mı?",
    "Başka sorunuz mu var?",
    "お探しの回答が見つかりませんか？",
    "他にご質問はありますか？",
    "没有找到答案？",
    "还有其他问题吗？",
    "원하는 답변을 찾지 못하셨나요?",
    "Tidak menemukan jawaban?",
    "Masih ada pertanyaan?",
    "Δεν βρήκατε απάντηση;",
    "Nu ai găsit răspunsul?",
    "Ai întrebări?",
    "Nem találta a választ?",
]
OF_A_CUSTOMER = [
    "Do I need help installing the grinder?",
    "What if I still have questions?",
    "How do I contact you?",
    "Can I ask more questions during the tasting?",
    "What happens if I can't find my order number?",
    "Where can I get help?",
    "Is customer support free?",
    "Why can't I find my order?",
    "Can I change my answer after the quiz?",
    "I can't find my order confirmation",
    "How soon does a tin arrive?",
    "Who answers my questions?",
    "Do you have other sizes?",
    "Do you have more colours?",
    "Wie kann ich meine Bestellung finden?",
    "Ich finde meine Rechnung nicht?",
    "Was tun, wenn ich meine Antwort nicht finde?",
    "Haben Sie noch andere Farben?",
    "Gibt es weitere Filialen?",
    "¿Qué hago si no encuentro mi talla?",
    "¿Tienen más tiendas?",
    "¿Puedo hacer más preguntas?",
    "Vous avez d'autres magasins ?",
    "Comment poser une question ?",
    "Où trouver la réponse à ma question ?",
    "Hai altri colori?",
    "Come posso fare una domanda?",
    "Tem outras lojas?",
    "Heeft u andere kleuren?",
    "Czy mogę zadać pytanie?",
    "Masz inne kolory?",
    "Ar turite kitų spalvų?",
    "Kaip užduoti klausimą?",
    "Ar galiu užduoti klausimą telefonu?",
    "Ką daryti, jei neradau prekės?",
    "มีสีอื่นไหม",
    "ถ้าไม่พบคำตอบต้องทำอย่างไร",
    "ฉันถามคำถามได้ที่ไหน",
    "Bạn có màu khác không?",
    "Tôi phải làm gì nếu không tìm thấy đơn hàng?",
    "Làm sao để đặt câu hỏi?",
    "Har du andra färger?",
    "Есть другие цвета?",
    "Как задать вопрос?",
    "還有其他顏色嗎？",
    "他の色はありますか？",
]


@pytest.mark.parametrize("question", OF_THE_PAGE)
def test_the_page_asks_whether_all_was_found(question: str) -> None:
    assert invites(question)


@pytest.mark.parametrize("question", OF_A_CUSTOMER)
def test_a_customer_asks(question: str) -> None:
    assert not invites(question)


def test_other_words_send_on_by_what_is_answered() -> None:
    assert invites("Your question was left out by us?", "Write to us: tea@leaf.example")
    assert not invites("Your question was left out by us?", "Then it was too long for the booklet.")


LAYOUTS = {
    "button": '<button aria-expanded="false" aria-controls="z">{}</button><div id="z"><p>Ask us.</p></div>',
    "details": "<details><summary>{}</summary><p>Ask us by mail.</p></details>",
    "in the last answer's box": "<p><strong>{}</strong></p><p>Ask us by mail.</p>",
    "link": '<h3><a href="/contact">{}</a></h3><p>Ask us by mail.</p>',
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("prompt", ["Didn't find your answer?", "Nog vragen?", "ไม่พบคำตอบ?", "Liko klausimų?"])
def test_no_layout_makes_it_a_question_or_a_part_of_an_answer(layout: str, prompt: str) -> None:
    asked = {"details": "<details><summary>{}</summary><p>{}</p></details>"}.get(layout, "<h3>{}</h3><p>{}</p>")
    pairs = [("Is the pot heavy?", "It weighs a pound."), ("Which lid fits?", "The round one does.")]
    body = "".join(asked.format(*pair) for pair in pairs) + LAYOUTS[layout].format(prompt)
    page = parse_page(f"<title>FAQ</title><h1>FAQ</h1><main>{body}</main>", "https://pots.example/faq")
    assert [(faq.question, faq.answer) for faq in extract_faqs(page)] == pairs


def test_markup_of_it_is_left_out() -> None:
    page = parse_page(
        """<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[
        {"@type":"Question","name":"Is the pot heavy?","acceptedAnswer":{"text":"It weighs a pound."}},
        {"@type":"Question","name":"Haben Sie noch Fragen?","acceptedAnswer":{"text":"Schreiben Sie uns."}}]}</script>""",
        "https://pots.example/faq",
    )
    assert [faq.question for faq in extract_faqs(page)] == ["Is the pot heavy?"]

"""Contact forms in many languages and of form builders, and forms that are none."""

from __future__ import annotations

import pytest

from crawlers.extract.channels.forms import find_contact_forms
from crawlers.extract.page import parse_page

URL = "https://www.teahouse.example/page"


def vendors(body: str, url: str = URL) -> list[str]:
    return [channel.vendor for channel in find_contact_forms(parse_page(body, url))]


@pytest.mark.parametrize(
    "body",
    [
        "<form><label for=a>ชื่อ</label><input id=a><label for=b>อีเมล</label><input id=b><label for=c>ข้อความ</label>"
        "<textarea id=c></textarea><button>ส่ง</button></form>",
        "<form><input placeholder='ชื่อ'><input placeholder='เบอร์โทร'><textarea placeholder='ข้อความ'></textarea>"
        "<input type=submit value='ส่งข้อความ'></form>",
        "<form><p>Họ và tên <input name=f1></p><p>Số điện thoại <input name=f2></p><textarea name=f3></textarea></form>",
        "<form><input name=vardas><input name=telefonas><textarea name=zinute></textarea></form>",
        "<form><div>Vardas</div><input name=a1><div>Žinutė</div><textarea name=a2></textarea><button>Siųsti</button></form>",
        "<form action='/contact/index/post/'><input name=name><input name=email><textarea name=comment></textarea></form>",
        "<form class='wpcf7-form'><label>E-Mail<input name=your-mail></label><label>Nachricht<textarea name=your-message>"
        "</textarea></label><input type=submit value=Senden></form>",
        "<form class=elementor-form><input name='form_fields[a]' placeholder='Courriel'><textarea name='form_fields[m]'>"
        "</textarea><button>Envoyer</button></form>",
        "<form class=wpforms-form><label for=w1>Email</label><input id=w1 name='wpforms[fields][1]'><textarea></textarea></form>",
        "<div><div><input placeholder='Your e-mail'><textarea placeholder=Message></textarea></div><button>Send</button></div>",
        "<form><label>お名前<input></label><label>メールアドレス<input></label><textarea></textarea><button>送信</button></form>",
    ],
)  # fmt: skip
def test_a_form_for_messages_is_a_contact_form(body: str) -> None:
    assert vendors(body) == ["none"]


@pytest.mark.parametrize(
    "body",
    [
        "<form><input name=email><input name='billing_city'><textarea name=notes></textarea><button>Kaufen</button></form>",
        "<form><input name=email><textarea name=note></textarea><button>Thanh toán</button></form>",
        "<form action='/forum/newthread.php'><input name=email><textarea name=text></textarea></form>",
        "<h2>ตั้งกระทู้ใหม่</h2><form><input name=email><textarea name=text></textarea></form>",
        "<h3>Palikti komentarą</h3><form><input name=email><textarea name=text></textarea></form>",
        "<form><input type=email name=e><input type=file name=cv><textarea name=letter></textarea></form>",
        "<form><h2>Join our team</h2><input type=email name=e><textarea name=letter></textarea></form>",
        "<form><input type=email><input type=password><textarea></textarea></form>",
        "<form id=newsletter><input type=email><textarea></textarea></form>",
        "<form role=search><input name=q></form>",
        "<form><label>Hotel name <input name=h></label><textarea name=review></textarea><button>Save</button></form>",
        "<form><input name=email><textarea name=t></textarea><button>Submit review</button></form>",
    ],
)
def test_other_forms_are_none(body: str) -> None:
    assert vendors(body) == []


@pytest.mark.parametrize(
    ("body", "vendor"),
    [
        ("<iframe src='https://docs.google.com/forms/d/e/x/viewform?embedded=true'></iframe>", "google-forms"),
        ("<div data-tf-live=x></div><script src='//embed.typeform.com/next/embed.js'></script>", "typeform"),
        ("<script src='https://form.jotform.com/jsform/1234'></script>", "jotform"),
        ("<script src='https://teahouse.wufoo.com/scripts/embed/form.js'></script>", "wufoo"),
        ("<iframe data-src='https://share.hsforms.com/1abc'></iframe>", "hubspot"),
        ("<iframe src='https://tally.so/embed/abc'></iframe>", "tally"),
        ("<a href='https://forms.gle/abc'>Contact us</a>", "google-forms"),
    ],
)
def test_forms_of_builders(body: str, vendor: str) -> None:
    assert vendors(body) == [vendor]


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Subscribe to our newsletter</h2><iframe src='https://form.jotform.com/1'></iframe>",
        "<iframe title='Job application' src='https://docs.google.com/forms/d/e/x'></iframe>",
        "<a href='https://forms.gle/abc'>Take our survey</a>",
    ],
)
def test_forms_of_builders_for_something_else(body: str) -> None:
    assert vendors(body) == []

"""Pages that came in the place of the one asked for, and good pages that look or talk like them."""

from __future__ import annotations

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.page.stand_in import StandIn, stand_in

NAV = (
    "<nav>"
    + "".join(f"<a href='/{name}'>{name}</a> " for name in ("shop", "faq", "contact", "about", "blog"))
    + "</nav>"
)
FOOT = "<footer>© 2026 Bean House. <a href='/terms'>Terms</a></footer>"


def judged(markup: str, url: str = "https://a.example/faq") -> StandIn | None:
    return stand_in(parse_page(markup, url))


def consent(title: str, text: str, yes: str, no: str) -> str:
    return f"<title>{title}</title><h2>{title}</h2><p>{text}</p><button>{yes}</button><button>{no}</button>"


WALLS = {
    "consent": [
        consent("Your privacy matters", "We and our partners store cookies on your device.", "Accept all", "Manage options"),
        consent("Wir schätzen Ihre Privatsphäre", "Mit Ihrer Einwilligung nutzen wir Cookies.", "Alle akzeptieren", "Ablehnen"),
        consent("Votre vie privée", "Nous utilisons des cookies avec nos partenaires.", "Tout accepter", "Paramétrer"),
        consent("คุกกี้และความเป็นส่วนตัว", "เว็บไซต์นี้ใช้คุกกี้เพื่อเก็บข้อมูลส่วนบุคคล", "ยอมรับทั้งหมด", "ตั้งค่า"),
        consent("Quyền riêng tư của bạn", "Chúng tôi dùng cookie và dữ liệu cá nhân.", "Chấp nhận tất cả", "Từ chối"),
        consent("Jūsų privatumas", "Naudojame slapukus reklamai ir statistikai.", "Sutinku su visais", "Nustatymai"),
        consent("プライバシーについて", "当サイトはクッキーを使用します。", "すべて許可", "拒否"),
        consent("Çerez tercihleri", "Kişisel verileriniz için onayınız gerekir.", "Tümünü kabul et", "Reddet"),
        consent("نحن نحترم خصوصيتك", "نستخدم ملفات تعريف الارتباط.", "قبول الكل", "رفض"),
        consent("Sütibeállítások", "Az oldal sütiket használ.", "Összes elfogadása", "Csak a szükségesek"),
        consent("Értékeljük az Ön magánszféráját", "Weboldalunk sütiket (cookie-kat) használ.", "Rendben", "Elutasítom"),
        consent("Dina val om kakor", "Vi och våra partner använder kakor (cookies).", "Ja, acceptera alla", "Nej"),
        "<p>This site uses cookies. Read on once you agree.</p><input type='submit' value='I agree'>",
        "<div>Diese Website verwendet Cookies.</div><a class='btn' href='?ok'>Akzeptieren</a><a href='/info'>Datenschutz</a>",
    ],
    "waiting room": [
        "<title>Waiting room</title><p>You are now in line. Estimated wait: 4 minutes.</p>",
        "<h1>Sie befinden sich in der Warteschlange</h1><p>Bitte Geduld.</p>",
        "<h1>Teahouse</h1><p>ขณะนี้มีผู้เข้าชมจำนวนมาก โปรดรอคิวสักครู่</p>",
        "<script src='https://static.queue-it.net/script/queue.js'></script><p>One moment</p>",
        "<h1>접속자가 많아 대기 중입니다</h1>",
    ],
    "age gate": [
        "<h1>Are you over 18?</h1><button>Yes</button><button>No</button>",
        "<title>Weinhaus</title><h2>Sind Sie volljährig?</h2><a role='button'>Ja</a><a role='button'>Nein</a><button>Ja</button>",
        "<h1>คุณอายุเกิน 20 ปีหรือไม่</h1><button>ใช่</button>",
        "<h1>18+</h1><button>Enter</button>",
        "<p>Ar jums yra 20 metų?</p><button>Taip</button><button>Ne</button>",
        "<h1>Bạn đã đủ 18 tuổi chưa?</h1><select><option>1990</option></select>",
    ],
    "log-in wall": [
        "<title>Sign in</title><form><input name='u'><input type='password'><button>Sign in</button></form>",
        "<h1>Anmelden</h1><p>Bitte melden Sie sich an.</p><input type='password'>",
        "<h1>เข้าสู่ระบบ</h1><input type='password'>",
        "<h1>Prisijunkite</h1><p>Turinys tik nariams.</p>",
        NAV + "<h1>Đăng nhập</h1><input type='password'>",
        "<h1>Members only</h1><p>Please log in to read this page.</p>",
    ],
    "bot check": [
        "<h1>Are you human?</h1><p>Press and hold the button.</p>",
        "<h1>Nous vérifions</h1><p>Confirmez que vous n'êtes pas un robot.</p>",
        "<p>Potwierdź, że nie jesteś robotem</p>",
    ],
    "maintenance": [
        "<title>Maintenance</title><h1>Back soon</h1><p>We open again within the hour.</p>",
        "<h1>Bean House</h1><p>Wegen Wartungsarbeiten sind wir gleich wieder da.</p>",
        "<h1>ปิดปรับปรุงระบบ</h1><p>ขออภัยในความไม่สะดวก</p>",
        "<h1>Website đang bảo trì</h1>",
        "<h1>Vyksta techniniai darbai</h1><p>Netrukus grįšime.</p>",
        "<h1>Site en maintenance</h1><p>Nous revenons bientôt.</p><a href='mailto:x@a.example'>x@a.example</a>",
        "<h1>ただいまメンテナンス中です</h1>",
        "<title>Coming soon</title><p>Our new site is under construction.</p>",
    ],
    "soft 404": [
        NAV + "<h1>404</h1><p>Go home.</p>" + FOOT,
        NAV + "<h1>Page not found</h1><p>The page you are looking for has moved.</p>" + FOOT,
        NAV + "<title>Seite nicht gefunden</title><h2>Hoppla</h2>",
        NAV + "<h1>ไม่พบหน้าที่คุณต้องการ</h1>",
        NAV + "<h1>Trang không tồn tại</h1>",
        NAV + "<h1>Puslapis nerastas</h1><p>Grįžkite į pradžią.</p>",
        NAV + "<h1>ページが見つかりません</h1>",
        NAV + "<h1>Страница не найдена</h1>",
        NAV + "<h1>Sidan finns inte längre</h1>",
        NAV + "<h1>お探しのページは存在しない</h1>",
    ],
    "error of the site": [
        "<h1>Something went wrong</h1><p>Please try again later.</p>",
        "<title>Error</title><p>Error establishing a database connection</p>",
        "<p>There has been a critical error on this website.</p>",
        "<p>Fatal error: Uncaught Error: Call to undefined function x() in /srv/www/faq.php:3</p>",
        NAV + "<p>Warning: Undefined variable $rows in /srv/www/faq.php on line 12</p><h1>Questions</h1>",
        "<pre>Traceback (most recent call last):\n File app.py</pre>",
        "<pre>java.lang.NullPointerException\n at shop.Faq.list(Faq.java:31)</pre>",
        "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>",
        "<title>500 Internal Server Error</title><h1>Internal Server Error</h1>",
        "<h1>เกิดข้อผิดพลาด</h1><p>กรุณาลองใหม่อีกครั้ง</p>",
        "<h1>Įvyko klaida</h1>",
        "<h1>Đã xảy ra lỗi</h1>",
        "<h1>Ha ocurrido un error inesperado</h1>",
    ],
    "parked domain": [
        "<title>a.example</title><h1>This domain is for sale</h1><p>Make an offer today.</p>",
        "<h1>Diese Domain steht zum Verkauf</h1>",
        "<script src='https://www.sedoparking.com/frmpark/a.example/x.js'></script><p>Related links</p>",
        "<h1>Welcome to nginx!</h1><p>If you see this page, the server is installed.</p>",
        "<title>Index of /</title><h1>Index of /</h1><a href='x.txt'>x.txt</a>",
        "<h1>Account suspended</h1>",
        "<h1>Šis domenas parduodamas</h1>",
    ],
    "an empty page": ["", "<html><body></body></html>", "<body><img src='a.png'></body>", "<frameset><frame src='a'></frameset>"],
    "an answer for programs": ['{"error": "not_found", "message": "No route"}'],
    "JavaScript": ["<p>Please enable JavaScript to view this page.</p>", "<h1>Įjunkite JavaScript</h1>"],
}  # fmt: skip


@pytest.mark.parametrize(("what", "markup"), [(what, markup) for what, pages in WALLS.items() for markup in pages])
def test_what_stands_in(what: str, markup: str) -> None:
    found = judged(markup)
    assert found is not None
    assert what in found.reason
    kept_from_us = what in ("consent", "waiting room", "age gate", "log-in wall", "bot check")
    assert found.status == ("blocked" if kept_from_us else "failed")


BANNER = (
    "<div><h2>We value your privacy</h2><p>We use cookies.</p><button>Accept all</button><button>Reject</button></div>"
)
PAGE = "<h1>Our roastery</h1><p>We roast in small batches every day of the week, and sell to cafes and homes.</p>"


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(PAGE, id="a short page"),
        pytest.param(BANNER + PAGE, id="a banner before the page"),
        pytest.param(NAV + PAGE + BANNER + FOOT, id="a banner after the page"),
        pytest.param("<p>Wir rösten täglich frisch und liefern nach ganz Europa.</p><p>Cookies</p><button>Akzeptieren</button>",
                     id="a banner without headings"),
        pytest.param(NAV + "<h1>Reviews</h1><p>No reviews found.</p>" + FOOT, id="a list without entries"),
        pytest.param(NAV + "<h1>Kundenbewertungen</h1><p>Keine Bewertungen gefunden.</p>", id="a list without entries, de"),
        pytest.param("<h1>FAQ</h1><p>Our answers are coming soon.</p>", id="a FAQ to come"),
        pytest.param("<h1>Frequently asked questions</h1><p>What does page not found mean?</p>", id="a FAQ on lost pages"),
        pytest.param(NAV + "<h1>Espresso machines</h1><p>We offer maintenance on site.</p>", id="service"),
        pytest.param("<title>Maintenance services</title><h1>Maintenance services</h1><p>We mend boilers.</p>", id="upkeep"),
        pytest.param("<h1>Wartung und Reparatur</h1><p>Wir kommen auch am Wochenende.</p>", id="upkeep in German"),
        pytest.param("<h1>Dịch vụ bảo trì</h1><p>Máy lạnh, máy bơm.</p>", id="upkeep in Vietnamese"),
        pytest.param("<h1>Maintenance</h1><p>Boiler check from £ 80.</p>", id="upkeep at a price"),
        pytest.param("<h1>Entretien et maintenance</h1><ul><li>Toits<li>Pompes<li>Chaudières</ul>", id="a list of upkeep"),
        pytest.param(NAV + "<h1>Contact</h1><form><input type='password'></form><p>Write to us.</p>", id="a log-in"),
        pytest.param(NAV + "<h1>Contact us</h1><p>I'm not a robot</p><input><button>Send</button>", id="a captcha"),
        pytest.param(NAV + "<h1>Room 404</h1>" + PAGE * 12, id="a long page"),
        pytest.param("<h1>How we fixed a 500 internal server error</h1>" + PAGE * 12, id="a post on errors"),
        pytest.param(NAV + "<h1>Cookies</h1><p>Our cookies are baked daily.</p><button>Order</button>", id="cookies to eat"),
        pytest.param("<h1>Privacy</h1><p>We store no personal data.</p>", id="a privacy page"),
        pytest.param(NAV + "<h1>Delivery</h1><p>Closed on Mondays. Wine is sold to people over 18 only.</p>", id="terms"),
        pytest.param(NAV + "<h1>Tasting</h1><p>Guests must be 18 to join.</p><button>Book</button>", id="an age in the text"),
        pytest.param("<h1>Opening hours</h1><p>Call 404-555-0100 or 1-410-555-0199.</p>", id="area codes"),
        pytest.param("<h1>คำถามที่พบบ่อย</h1><p>หากไม่พบคำตอบ โปรดติดต่อเรา</p>", id="a FAQ that sends on, th"),
        pytest.param("<noscript>Please enable JavaScript.</noscript>" + NAV + PAGE, id="noscript"),
        pytest.param(NAV + "<h1>Queues</h1><p>The queue in front of our shop is long on Sundays.</p>", id="queues"),
        pytest.param("<h1>Log in or order as a guest</h1>" + PAGE * 12, id="a long page on logging in"),
    ],
)  # fmt: skip
def test_what_is_a_page_of_its_own(markup: str) -> None:
    assert judged(markup) is None

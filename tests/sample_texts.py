"""Made-up customers' sentences for tests/sample_build.py: driver -> label -> sentences. No real firm or person."""

SENTENCES: dict[str, dict[int, list[str]]] = {
    "response_time": {
        1: [
            "They answered my e-mail within the hour.",
            "Chat picked up almost at once, on a Sunday too.",
            "I had a reply before I finished my cup.",
        ],
        0: ["Support answered after two days.", "I got a reply on Tuesday."],
        -1: [
            "I waited nine days for an answer and then got a form letter.",
            "Nobody picks up the phone and the chat queue never moves.",
            "Three e-mails, no reply, still waiting.",
        ],
    },
    "delivery": {
        1: ["The parcel came a day early and was packed with care.", "Delivery is always on time."],
        0: ["The box came on Thursday.", "It ships from the warehouse near the port."],
        -1: [
            "The parcel was late for the third month running.",
            "The bag arrived torn and half the beans were in the box.",
            "Tracking said delivered, but nothing was at my door.",
        ],
    },
    "product_quality": {
        1: [
            "The natural Sidamo tastes of blueberries, truly lovely.",
            "Freshly roasted, with the date on every bag.",
            "Best espresso I have made at home.",
        ],
        0: ["I ordered the medium roast.", "It is a 250 gram bag."],
        -1: ["The last bag tasted stale and flat.", "Roasted far too dark, nothing like the description."],
    },
    "price_value": {
        1: ["Good value for beans this fresh.", "The subscription price is fair."],
        0: ["A bag costs about the same as in the shop."],
        -1: [
            "Prices went up twice this year without a word.",
            "Far too expensive once you add shipping.",
        ],
    },
    "ease_of_use": {
        1: ["Pausing the subscription takes two clicks.", "The app is easy and quick."],
        0: ["I order through the app."],
        -1: ["I could not find where to pause my plan.", "The checkout crashed twice on my phone."],
    },
    "staff_knowledge": {
        1: ["The barista on chat knew exactly which grind my moka pot needs."],
        0: ["I asked about grind size."],
        -1: [
            "The agent had never heard of the coffee I asked about.",
            "I had to explain my order history to three different people.",
        ],
    },
    "billing": {
        1: ["The refund was on my card the next day."],
        0: ["They bill on the first of the month."],
        -1: ["I was charged twice and nobody could say why.", "They billed me a month after I cancelled."],
    },
    "empathy": {
        1: ["They were kind about my mistake and simply sent a new bag."],
        0: [],
        -1: ["Not a word of apology.", "They made me feel like I was the problem."],
    },
    "returns_refunds": {
        1: ["The return was painless."],
        0: ["You can return unopened bags."],
        -1: ["The refund never came.", "They refuse to take back a grinder that arrived broken."],
    },
    "privacy": {
        1: [],
        0: ["They ask for a phone number."],
        -1: ["Four marketing messages a week is too much."],
    },
}

THAI = ["กาแฟหอมมาก ส่งเร็วทันใจ", "รอคำตอบนานมาก ไม่มีใครรับสาย", "ราคาสูงไปหน่อยแต่รสชาติดี", "แพ็กมาอย่างดี ถึงไวกว่าที่คิด"]
"""Thai sentences: no model reads them here, so their label is NULL."""

# driver -> (how often a review speaks of it, mean label of each brand)
NETS: dict[str, tuple[float, dict[str, float]]] = {
    "product_quality": (0.50, {"northbean": 0.62, "kettle-crane": 0.38, "morning-post": 0.45, "lotus-roast": 0.5}),
    "delivery": (0.42, {"northbean": -0.28, "kettle-crane": 0.12, "morning-post": 0.22, "lotus-roast": 0.1}),
    "response_time": (0.36, {"northbean": 0.34, "kettle-crane": -0.35, "morning-post": -0.05, "lotus-roast": -0.2}),
    "price_value": (0.32, {"northbean": -0.12, "kettle-crane": -0.25, "morning-post": -0.18, "lotus-roast": 0.3}),
    "ease_of_use": (0.22, {"northbean": 0.10, "kettle-crane": 0.35, "morning-post": 0.02, "lotus-roast": 0.1}),
    "staff_knowledge": (0.15, {"northbean": 0.02, "kettle-crane": -0.3, "morning-post": -0.1, "lotus-roast": 0.0}),
    "billing": (0.16, {"northbean": -0.55, "kettle-crane": -0.6, "morning-post": -0.5, "lotus-roast": -0.3}),
    "empathy": (0.12, {"northbean": 0.12, "kettle-crane": -0.3, "morning-post": -0.2, "lotus-roast": 0.0}),
    "returns_refunds": (0.09, {"northbean": -0.2, "kettle-crane": -0.1, "morning-post": -0.4, "lotus-roast": 0.0}),
    "privacy": (0.03, {"northbean": -0.6, "kettle-crane": -0.5, "morning-post": -0.6, "lotus-roast": -0.5}),
}

QUESTIONS: dict[str, tuple[str, str]] = {
    "shipping_time": ("How long does delivery take?", "Two to four working days."),
    "shipping_cost": ("What does shipping cost?", "Free from 25; below that, 4."),
    "track_order": ("Where is my order?", "Follow the link in your dispatch e-mail."),
    "returns": ("Can I return coffee I did not like?", "Unopened bags, within 30 days."),
    "refunds": ("When do I get my money back?", "Within five working days."),
    "subscription_pause": ("How do I pause my subscription?", "Open your plan and choose Pause."),
    "subscription_cancel": ("How do I cancel?", "Any time, in your account."),
    "payment_methods": ("Which cards do you take?", "All common debit and credit cards."),
    "gift_cards": ("Do you sell gift cards?", "Yes, by e-mail or on paper."),
    "sustainability": ("Is the packaging compostable?", "The bags are; the valves are not yet."),
    "contact_support": ("How do I reach you?", "By chat, phone or e-mail, every day."),
    "loyalty_program": ("How do I earn points?", "One point for every bag."),
}

FAQ_INTENTS: dict[str, list[str]] = {
    "northbean": [
        "shipping_time",
        "shipping_cost",
        "track_order",
        "subscription_pause",
        "payment_methods",
        "sustainability",
        "contact_support",
    ],
    "kettle-crane": [
        "shipping_time",
        "shipping_cost",
        "track_order",
        "returns",
        "refunds",
        "subscription_cancel",
        "payment_methods",
        "gift_cards",
    ],
    "morning-post": ["shipping_time", "track_order", "returns", "refunds", "gift_cards", "loyalty_program"],
    "lotus-roast": [],
}

CHANNELS: dict[str, list[tuple[str, str, str, int | None]]] = {
    "northbean": [
        ("chat", "intercom", "", 0),
        ("email", "none", "care@northbean.example", 1),
        ("phone", "none", "+66 2 555 0142", 1),
        ("social", "instagram", "@northbean", 0),
    ],
    "kettle-crane": [
        ("email", "none", "help@kettlecrane.example", 1),
        ("chatbot", "ada", "", 0),
        ("help_centre", "zendesk", "https://help.kettlecrane.example/", 1),
        ("whatsapp", "none", "+44 20 5550 0199", 2),
    ],
    "morning-post": [
        ("email", "none", "hello@morningpost.example", 1),
        ("contact_form", "none", "https://morningpost.example/contact", 1),
        ("help_centre", "none", "https://morningpost.example/help", 1),
        ("whatsapp", "none", "+370 5 555 0107", 1),
    ],
    "lotus-roast": [],
}

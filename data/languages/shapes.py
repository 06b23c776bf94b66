"""What the files of a language hold: every key with its meaning. A key that a file does not give has no words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Word = Annotated[str, Field(min_length=1), AfterValidator(str.casefold)]
Words = tuple[Word, ...]
"""Words or phrases, written as usual; they are compared with casefolded texts, and so read in small letters."""
Signs = tuple[Annotated[str, Field(min_length=1)], ...]
"""Words whose capitals matter."""


class Shape(BaseModel):
    """A file of a language, or a table in one: unknown keys are errors, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Asking(Shape):
    """How a text asks, and how pages call their FAQ."""

    starts: Words = Field(
        default=(), description="begins a question; whole words, in scripts without spaces characters"
    )
    ends: Words = Field(default=(), description="likewise at its end")
    contains: Words = Field(default=(), description="is a question's wherever it is, even without a question mark")
    weak_starts: Words = Field(
        default=(),
        description="begins a question only where the page says that it lists questions: begins headings too",
    )
    faq: Words = Field(default=(), description="what an FAQ page or section is headed, as whole words")
    labels: Words = Field(default=(), description='before a question or answer ("Q:"), or alone on a line')
    invitations: Words = Field(
        default=(), description="what a page asks its reader, to send them on to another channel: no question of an FAQ"
    )
    lacking: Words = Field(
        default=(),
        description='says that something was not found: with a word of `sought`, likewise ("no answer here?")',
    )
    sought: Words = Field(
        default=(), description="what readers of an FAQ look for: questions, answers, in all their forms"
    )
    remaining: Words = Field(
        default=(), description='says that some are left: with a word of `sought`, likewise ("any other questions?")'
    )
    question_words: Words = Field(
        default=(),
        description="who, what, how, if: begins what a customer asks; in scripts without spaces anywhere in it",
    )
    asker: Words = Field(
        default=(), description="I, my, may I: a customer's own question, not the page's to its reader"
    )
    noise: Words = Field(default=(), description="whole lines that are controls, not text")
    controls: Words = Field(
        default=(), description="what opens an answer says beside its question, unseen or in an element of its own"
    )
    helpful: Words = Field(
        default=(),
        description="what a page asks about its own answer, without marks at its end; a control at an answer's end",
    )
    verdicts: Words = Field(
        default=(),
        description="what it offers to reply: likewise a control at an answer's end, an answer where it is alone",
    )


class Dates(Shape):
    """How dates are written; small letters, without dots."""

    months: tuple[Words, ...] = Field(default=(), min_length=12, max_length=12, description="the names of each month")
    short_months: tuple[Words, ...] = Field(
        default=(),
        min_length=12,
        max_length=12,
        description="names of each month cut short, read beside a day and a year in pages of the language alone",
    )
    ago: Words = Field(default=(), description="makes a number and a unit a time ago; without a number it is one")
    today: Words = ()
    yesterday: Words = ()
    vague: Words = Field(default=(), description="numbers too vague to date by")
    numbers: Mapping[Word, int] = Field(default={}, description="numbers as words")
    am: Words = Field(default=(), description="beside a time, before noon; full stops in it may be left out")
    pm: Words = Field(default=(), description="likewise, after noon")
    noon: Words = Field(default=(), description="beside a time about noon")
    night: Words = Field(default=(), description="beside a time from evening to morning")
    oclock: Words = Field(default=(), description="behind an hour")
    updated: Words = Field(default=(), description="beside a date: that what is read was updated then")
    minute: Words = ()
    hour: Words = ()
    day: Words = ()
    week: Words = ()
    month: Words = ()
    year: Words = ()


class Ratings(Shape):
    """How a rating is written."""

    of: Words = Field(default=(), description='between a rating and its scale\'s maximum ("4 out of 5")')
    pages: Words = Field(default=(), description='beginnings of the word for a page: "page 1 of 5" is no rating')
    numbers: Mapping[Word, int] = Field(default={}, description='numbers of stars as words ("four stars")')
    labels: Words = Field(default=(), description="says anywhere in a label for screen readers that it is about stars")
    stars: Words = Field(default=(), description='beginnings of the word behind a number of stars ("4 stars")')
    out_of: Words = Field(
        default=(), description="between a scale's maximum and the rating, in languages that say the maximum first"
    )
    said: Words = Field(default=(), description='around a number of stars ("rated 4 stars", "4-star rating")')
    points: Words = Field(default=(), description="right behind a number: that many points, not so many of something")
    overall: Words = Field(default=(), description="before the rating of the whole, beside those of its parts")
    absent: Words = Field(default=(), description='where a rating is expected, that there is none ("not rated")')
    grades: Mapping[Word, int] = Field(
        default={},
        description="words beside a number, and the number each has where 1 is the best: 1, 2, 3, 4 and more",
    )
    graded: Words = Field(default=(), description="before a number that is such a grade whatever else is said")


class Reviews(Shape):
    """The lines of a list of reviews that are not the customer's text."""

    reply: Words = Field(default=(), description="opens the owner's answer; found anywhere in a short line")
    answerers: Words = Field(default=(), description="what somebody is who answers for the business (seller, owner)")
    companies: Words = Field(default=(), description="legal forms at the end of companies' names, or before them")
    reply_to: Words = Field(default=(), description='before the name of somebody who may be answered ("reply to Ann")')
    noise: Words = Field(
        default=(), description="whole lines, without end marks, that are controls or notes of the page"
    )
    more: Words = Field(default=(), description="at the end of a text that was cut")
    by: Words = Field(default=(), description="before an author's name")
    says: Words = Field(default=(), description="behind an author's name")
    recommends: Words = Field(
        default=(),
        description='between a name and a thing: that somebody recommends it, or not ("Ann recommends Acme")',
    )
    dated: Words = Field(default=(), description='between a name and a date in one line ("Ann on 5 May")')
    counted: Words = Field(default=(), description="behind or before the number of reviews")
    units: Mapping[Word, int] = Field(
        default={}, description='what thousands and millions of reviews are shortened to ("58.3 rb")'
    )
    number_of: Words = Field(default=(), description="right before a number of reviews (number of reviews 1,204)")
    rated: Words = Field(
        default=(), description="of `counted`, what counts who gave stars alone too (104 reviews, 318 ratings)"
    )
    author_labels: Words = Field(default=(), description='before an author\'s name and a colon ("Reviewer: Ann")')
    text_labels: Words = Field(default=(), description='before the text and a colon ("Review: ...")')
    sides: Words = Field(default=(), description="pros, cons: alone on a line above what is for or against")
    labels: Words = Field(default=(), description="before other parts of a review, or alone on a line")
    own: Words = Field(default=(), description="who speaks for the brand unless another is named: no customer")
    critics: Words = Field(default=(), description="who speaks for the press: no customer")
    press: Words = Field(default=(), description="heads a list of what the press or the brand's own people say")
    related: Words = Field(default=(), description="heads a list of other things than the page's")
    voices: Words = Field(default=(), description="heads a list of reviews")
    customers: Words = Field(
        default=(),
        description="customers, guests, patients in all their forms: with a word of `sayings`, heads reviews",
    )
    sayings: Words = Field(default=(), description="what they do there: say, tell, think; words, opinions, experiences")
    voices_alone: Words = Field(
        default=(), description="of `voices`, words that announce reviews only where they are all of a heading"
    )


class Prices(Shape):
    """How money is written."""

    currency: Words = Field(default=(), description="behind an amount")


class Help(Shape):
    """What tells a help centre from any other site."""

    titles: Words = Field(default=(), description="what a brand's own help page is headed")
    hosts: Words = Field(default=(), description="first labels of a help centre's host (help.acme.example)")
    host_words: Words = Field(default=(), description="may be beside a brand's name in the host of its help centre")
    paths: Words = Field(default=(), description="parts of the path of a help centre's article")
    faq_names: Words = Field(default=(), description="what the class of an FAQ's box is called")
    faq_paths: Words = Field(default=(), description="parts of the path of an FAQ")


class Lists(Shape):
    """How a list goes on."""

    next: Words = Field(default=(), description="what the link to the next page is called, without arrows around it")
    more: Words = Field(default=(), description="what a button is called that adds the next page to this one")
    page: Words = Field(default=(), description="what is before a page's number in an address (?page=2, /page/2)")


class PageWords(Shape):
    """How links to one kind of page are called."""

    text: Words = Field(default=(), description="in the link's text: whole words, in scripts without spaces anywhere")
    not_text: Words = Field(default=(), description="a link whose text has one of these is never taken")
    path: Words = Field(default=(), description="in the address's path, as whole parts between / - _ .")
    strong_path: Words = Field(default=(), description="likewise, where nothing else can be meant")


class Pages(Shape):
    """Where a brand keeps its pages."""

    sure: Words = Field(default=(), description="of the texts, those that say it all however long a link's text is")
    faqs: PageWords = Field(default_factory=PageWords)
    reviews: PageWords = Field(default_factory=PageWords)
    channels: PageWords = Field(default_factory=PageWords)
    about: PageWords = Field(default_factory=PageWords)


class Shop(Shape):
    """What tells the site of a shop or service from a magazine's."""

    path: Words = Field(default=(), description="parts of the paths of its links")


class Phones(Shape):
    """What is said of phone numbers."""

    before: Words = Field(default=(), description="before a phone number")
    behind: Words = Field(default=(), description="right behind a phone number: what the call costs")
    fax: Words = Field(default=(), description="before or behind a fax number")
    hotline: Words = Field(default=(), description="right before a short number that is dialled as it is (1545)")
    other: Words = Field(default=(), description="before a number that is not dialled at all")
    registered: Words = Field(
        default=(),
        description="beside a number that is not dialled, in whatever language: of a company, tax, licence, account, order",
    )
    registers: Words = Field(
        default=(), description="likewise, with a place or an authority between (RCS Paris 552 100 554)"
    )
    extension: Words = Field(default=(), description="before the number of an extension")
    region: str = Field(
        default="", pattern="^[A-Z]{2}$", description="the country that most pages in the language are of"
    )


class Emails(Shape):
    """How an address is spelled for people only ("name [at] host [dot] com")."""

    at: Words = ()
    dot: Words = ()
    not_names: Words = Field(default=(), description="before a bare at, nobody's name (see us at acme dot com)")


class Messengers(Shape):
    """How an account with a messenger is stated."""

    line: Words = Field(default=(), description="what LINE is called beside its name")
    account: Words = Field(default=(), description="between a messenger's name and the account")
    id: Words = Field(default=(), description="of these, what says that an account's name follows")


class Profiles(Shape):
    """Whose profile on a network is linked."""

    made_by: Words = Field(default=(), description="before a link to whom made the site (website by)")
    others: Words = Field(default=(), description="in the heading above profiles that are other people's")


class Hours(Shape):
    """When somebody answers."""

    always: Words = ()
    not_always: Words = Field(default=(), description="before that, what makes it a promise (within 24 hours)")
    days: Words = Field(default=(), description="days as whole words")
    day_stems: Words = Field(default=(), description="beginnings of such")
    days_unspaced: Words = Field(default=(), description="days in scripts without spaces")
    day_signs: Signs = Field(default=(), description="signs of days as they are written, capitals and all")
    day_letters: Signs = Field(default=(), description="single letters for days, as in ranges of them (M-F)")
    between: Words = Field(default=(), description="may be between days and times")
    to: Words = Field(default=(), description="between the first and the last time")
    units: Words = Field(default=(), description="behind a time; a full stop in it may be left out")
    closed: Words = ()


class Chats(Shape):
    """What a chat is called."""

    words: Words = ()


class Forms(Shape):
    """What a form is for."""

    contact: Words = Field(default=(), description="beginnings of words that say a form is for writing to the brand")
    address: Words = Field(
        default=(), description="in the name or label of a field for an e-mail address or phone number"
    )
    message: Words = Field(default=(), description="in the name or label of a field for a message")
    send: Words = Field(default=(), description="on the button that sends it")
    others: Words = Field(default=(), description="in the heading or on the button of another form (post comment)")


class Places(Shape):
    """Where a brand's help is: parts of a path, and first labels of a host."""

    help: Words = ()
    help_hosts: Words = ()
    tickets: Words = ()
    community: Words = ()
    community_hosts: Words = ()


class Spoken(Shape):
    """Which languages a team speaks."""

    cues: Words = Field(default=(), description='announces the languages ("Language:" alone is a menu)')
    names: Words = Field(default=(), description="what this language is called, in whatever language")


class Walls(Shape):
    """walls.toml: what pages say that are in the way of the one asked for, or in its place. A word is found from its
    beginning, so that a stem is found in all its forms."""

    captcha: Words = Field(default=(), description="wherever a short page says it")
    challenge: Words = Field(default=(), description="while a browser is checked; likewise")
    challenge_titles: Words = Field(default=(), description="beginnings of the title of such a page")
    consent: Words = Field(default=(), description="heads a page that asks for consent before it leads on")
    denied: Words = Field(default=(), description="heads a page that refuses")
    script: Words = Field(default=(), description="where a page needs JavaScript")
    loading: Words = Field(default=(), description="where a page waits for its content")
    robot: Words = Field(default=(), description="asks whether its reader is a person; forms of good pages say it too")
    privacy: Words = Field(default=(), description="what requests for consent are about: cookies, data, partners")
    accept: Words = Field(default=(), description="begins the label of a button that gives consent")
    maintenance: Words = Field(default=(), description="a site that is not open now, or not yet")
    upkeep: Words = Field(default=(), description="maintenance as a service that is sold: no sign that a site is down")
    queue: Words = Field(default=(), description="a waiting room before a site")
    missing: Words = Field(default=(), description="heads a page in the place of one that is not there")
    age: Words = Field(default=(), description="asks how old its reader is")
    login: Words = Field(default=(), description="heads a page that wants its reader to log in")
    parked: Words = Field(default=(), description="a domain without a site, or a server without pages")
    error: Words = Field(default=(), description="heads a page in the place of one that failed")


class Endings(Shape):
    """What a name ends in within a sentence, where the language declines it. The text must show one of `letters`, or say its
    language."""

    letters: str = ""
    of: Words = Field(default=(), description="endings of names that have others in their place")
    to: Words = Field(default=(), description="those others")
    added: Words = Field(default=(), description="endings added to a name")


class Brands(Shape):
    """How a text shows that it means a brand and not the word."""

    everyday: Words = Field(
        default=(),
        description="brands' names that are everyday words: they count in their letter case and context only",
    )
    business: Words = Field(default=(), description="words beside a brand that is meant as a business")
    before_name: Words = Field(
        default=(), description="words that lead to the name of a business, even in small letters"
    )
    after_name: Words = Field(default=(), description="words that follow a name as the subject, not an adjective")
    after_ends: Words = Field(default=(), description="endings of such words")
    endings: Endings = Field(default_factory=Endings)


class Translations(Shape):
    """What a platform writes around a review that it translated by machine."""

    translated: Words = Field(
        default=(), description="beginnings of words that, beside a translator's name, say that a translation follows"
    )
    original: Words = Field(
        default=(), description="beginnings of words that say, beside a translation, that the original follows"
    )
    labels: Words = Field(
        default=(), description="whole lines that say that a text is a translation; * is for the name of a language"
    )
    controls: Words = Field(
        default=(), description="what such a platform lets its reader do, as whole lines or at the end"
    )


class Extract(Shape):
    """extract.toml: how pages in the language write."""

    asking: Asking = Field(default_factory=Asking)
    dates: Dates = Field(default_factory=Dates)
    ratings: Ratings = Field(default_factory=Ratings)
    reviews: Reviews = Field(default_factory=Reviews)
    prices: Prices = Field(default_factory=Prices)
    help: Help = Field(default_factory=Help)
    lists: Lists = Field(default_factory=Lists)
    pages: Pages = Field(default_factory=Pages)
    shop: Shop = Field(default_factory=Shop)
    phones: Phones = Field(default_factory=Phones)
    emails: Emails = Field(default_factory=Emails)
    messengers: Messengers = Field(default_factory=Messengers)
    profiles: Profiles = Field(default_factory=Profiles)
    hours: Hours = Field(default_factory=Hours)
    chats: Chats = Field(default_factory=Chats)
    forms: Forms = Field(default_factory=Forms)
    places: Places = Field(default_factory=Places)
    spoken: Spoken = Field(default_factory=Spoken)
    brands: Brands = Field(default_factory=Brands)
    translations: Translations = Field(default_factory=Translations)


class Articles(Shape):
    """What shows a result that is about what is sold: articles, lists, forums, directories. In phrases # is a number."""

    path: Words = Field(default=(), description="parts of the path")
    slug_starts: Words = Field(default=(), description="begins the last part of the path (best-coffee-subscriptions)")
    slug_parts: Words = Field(default=(), description="anywhere in the last part of the path")
    subdomains: Words = Field(default=(), description="first labels of hosts")
    titles: Words = Field(default=(), description="in titles; whole words, in scripts without spaces anywhere")
    advice: Words = Field(default=(), description="likewise, of advice, which sellers write too: half a sign")
    superlatives: Words = Field(default=(), description="likewise, where a number or a year is beside it")
    names: Words = Field(default=(), description="begins or ends the names of media, guides and directories")


class Businesses(Shape):
    """What shows a result that sells."""

    path: Words = Field(default=(), description="parts of the path")
    titles: Words = Field(default=(), description="in titles and snippets, as those of articles")


class AnswerWords(Shape):
    """How an answer engine is asked, and how its answers begin that are none."""

    question: str = Field(
        default="",
        pattern=r"^$|\{keyword\}",
        description="what somebody asks who looks for where to buy; the keyword goes in place of {keyword}",
    )
    refusals: Words = Field(
        default=(), description="at the beginning of an answer that refuses; anywhere in its first 120 characters"
    )


class Results(Shape):
    """results.toml: what search results in the language show of the pages they lead to; how answer engines are asked."""

    article: Articles = Field(default_factory=Articles)
    business: Businesses = Field(default_factory=Businesses)
    answers: AnswerWords = Field(default_factory=AnswerWords)


class Names(Shape):
    """How somebody is addressed, and who is nobody."""

    nobody: Words = Field(default=(), description='names under texts that stand for nobody ("a customer")')
    greetings: Words = Field(default=(), description="before a name that a text calls its reader by")
    introductions: Words = Field(default=(), description="before the name of the writer (my name is)")
    signatures: Words = Field(
        default=(), description="before it too, where a name shows by its capital that it is one (I am, regards)"
    )
    presents: Words = Field(default=(), description="before a name that a text introduces, its writer's or another's")
    staff: Words = Field(default=(), description="what somebody of a firm is, before their name (agent, manager)")
    staff_of_full_names: Words = Field(
        default=(), description="likewise, where one word with a capital begins a sentence as often: two are a name"
    )
    named: Words = Field(default=(), description="between what somebody is and their name (named)")
    met: Words = Field(default=(), description="before the name of a person or a firm (I spoke to)")
    persons: Words = Field(default=(), description="soon behind the name of a person, never of a firm (he, she)")
    closings: Words = Field(default=(), description="takes leave, in a line before that of the name (kind regards)")
    not_surnames: Words = Field(
        default=(), description="in scripts without capitals: how words begin that follow a first name and are no name"
    )
    titles: Words = Field(default=(), description="forms of address before a name")
    not_names: Words = Field(default=(), description="follows a greeting and is no name; so are greetings and titles")
    endings: Words = Field(default=(), description="ends a name that is declined; other endings may be in its place")
    letters: str = Field(default="", description="letters of such endings beside a to z")


class Numbers(Shape):
    """What is beside digits, and so says whether they are somebody's phone number."""

    before: Words = Field(
        default=(), description="before a phone number; whole words, in scripts without spaces anywhere"
    )
    before_stems: Words = Field(default=(), description="beginnings of such words")
    national: tuple[str, ...] = Field(default=(), description="phone numbers dialled without a 0 or a +, as patterns")
    laughter: str = Field(
        default="", pattern="^[0-9]$", description="a digit that reads as laughter when it is repeated"
    )
    digits: Words = Field(
        default=(), description="names of digits, as a phone number is read out; words that repeat one too"
    )
    codes: Words = Field(
        default=(), description="before the number of an order or another thing, which is no person's and stays"
    )
    papers: Words = Field(
        default=(), description="before the number of somebody's paper (passport, identity card, plate)"
    )
    number: Words = Field(default=(), description="what a number is called behind such a word (order no. 5)")
    price: Words = Field(default=(), description="before an amount of money")
    counted: Words = Field(default=(), description="behind digits that count something; currencies too")
    counted_last: Words = Field(
        default=(), description="likewise, in a script without spaces, where none of its letters follows"
    )


class Privacy(Shape):
    """privacy.toml: what tells people's names and numbers in a text."""

    names: Names = Field(default_factory=Names)
    numbers: Numbers = Field(default_factory=Numbers)


class CustomersContext(Shape):
    """text/sentiment/customers.toml: what is around customers' words and decides how they are read."""

    denials: Words = Field(default=(), description="before customers' words, turns them around")
    denial_endings: Words = Field(default=(), description="ends a word that does so")
    hedges: Words = Field(default=(), description="says that something was not, or not quite, so")
    numbers: Words = Field(default=(), description="numbers and quantities as words, for <n> in an entry")
    common: Words = Field(default=(), description="too common for an entry to be looked up by")


class Syllables(Shape):
    """What syllables typed without their marks can be, as words with spaces between."""

    onsets: str = ""
    rimes: str = ""
    alone: str = Field(default="", description="syllables that no onset and rime make")
    also: str = Field(default="", description="spellings of customers")


class Language(Shape):
    """language.toml: what tells the language from others, as words with spaces between."""

    words: str = Field(default="", description="short everyday words; a word may be of several languages")
    stopwords: str = Field(default="", description="words that no keyword begins or ends with")
    site: str = Field(
        default="", description="words of navigation, footers and titles: no keyword is made of these alone"
    )
    word_letters: str = Field(default="", description="a word with one of these is of this language")
    text_letters: str = Field(default="", description="a text in which these are many is in this language")
    syllables: Syllables = Field(default_factory=Syllables)


class CodePage(Shape):
    """The 8-bit encoding that spreadsheets in the language are saved in, where several languages of one encoding write alike one
    entry for all."""

    name: str = Field(default="", description="what the user is told that the letters read as")
    encoding: str = ""
    letters: Mapping[str, float] = Field(
        default={}, description="letters beyond ASCII -> their share of all such letters"
    )


class Volumes(Shape):
    """How search volumes are written ("10 tūkst. iki 100 tūkst.")."""

    units: Mapping[Word, float] = Field(default={}, description="behind a number: what it is counted in")
    to: Words = Field(default=(), description="between the ends of a range")


class ColumnWords(Shape):
    """What names of columns are made of."""

    small: Words = Field(default=(), description="words between others that say nothing of what a column holds")
    other_things: Words = Field(
        default=(),
        description="things that a column may be of instead: the date of an order is not the date of its review",
    )


class Unwanted(Shape):
    """What says of a row that it is not to be counted: spam, tries, answers that were broken off."""

    columns: Words = Field(default=(), description="columns that say what became of a row")
    cells: Words = Field(default=(), description="what such a column says of rows that are left out")
    yes: Words = Field(default=(), description="columns in which yes means that a row is left out")
    no: Words = Field(default=(), description="columns in which no means that a row is left out")


class Imports(Shape):
    """imports.toml: how tables of other tools are written."""

    code_page: CodePage = Field(default_factory=CodePage)
    other_code_pages: tuple[CodePage, ...] = Field(default=(), description="further encodings that it is written in")
    totals: Words = Field(default=(), description="what a row is called that sums up those above it")
    means: Mapping[str, Mapping[str, Words]] = Field(
        default={},
        description="kind of cell (flag, voice, content_kind, metric, thumb, state, cause, effort) -> meaning -> such cells",
    )
    volumes: Volumes = Field(default_factory=Volumes)
    none: Words = Field(default=(), description="what cells say that hold no rating")
    people: Words = Field(default=(), description="columns that name who wrote a row, or their e-mail address")
    names: ColumnWords = Field(default_factory=ColumnWords)
    unwanted: Unwanted = Field(default_factory=Unwanted)
    columns: Mapping[str, Mapping[str, Words]] = Field(
        default={}, description="import kind -> field -> what its column is called: any case, spacing and punctuation"
    )

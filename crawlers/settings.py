"""Scrapy's settings: manners first. What overheard.toml says is laid over these by `crawlers.spiders.base`."""

from __future__ import annotations

BOT_NAME = "overheard"
SPIDER_MODULES = ["crawlers.spiders"]
NEWSPIDER_MODULE = "crawlers.spiders"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
USER_AGENT = "Overheard/1.0"
ROBOTSTXT_OBEY = True
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy of the environment would resolve names behind the guard's back
DOWNLOAD_VERIFY_CERTIFICATES = True

# One request at a time per site; the pause between two follows the site's own speed.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
OVERHEARD_LEAST_DELAY = 0.5
# What is off need not be loaded either: that is a fifth of what Scrapy loads.
EXTENSIONS = {
    **dict.fromkeys(
        (
            "scrapy.extensions.throttle.AutoThrottle",
            "scrapy.extensions.telnet.TelnetConsole",
            "scrapy.extensions.remote_control.RemoteControl",
            "scrapy.extensions.memdebug.MemoryDebugger",
            "scrapy.extensions.logstats.LogStats",
            "scrapy.extensions.memusage.MemoryUsage",
            "scrapy.extensions.spiderstate.SpiderState",
        )
    ),
    "crawlers.fetching.memory.HeldMemory": 0,
    "crawlers.fetching.throttle.PoliteThrottle": 0,
}

# DOWNLOAD_TIMEOUT, DOWNLOAD_MAXSIZE, CLOSESPIDER_TIMEOUT and the budgets of a site and of the crawl: overheard.toml.
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
# 429 and 403 are blocks: they are recorded and the site is left alone, not asked again.
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]
REDIRECT_MAX_TIMES = 10
DEPTH_LIMIT = 0
CONCURRENT_ITEMS = 1  # landing waits for nothing; Scrapy makes so many tasks for each page
WARN_ON_GENERATOR_RETURN_VALUE = False  # it reads the callbacks' source for each page
MEMUSAGE_LIMIT_MB = 2048

TWISTED_DNS_RESOLVER = "crawlers.fetching.guards.GuardedResolver"
DNS_TIMEOUT = 20
DOWNLOADER_MIDDLEWARES = {
    "crawlers.fetching.guards.PrivateAddressMiddleware": 10,
    "crawlers.fetching.guards.LeaveAloneMiddleware": 20,
    "crawlers.fetching.budget.BudgetMiddleware": 30,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "crawlers.fetching.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.fetching.retries.PoliteRetryMiddleware": 550,
}
SPIDER_MIDDLEWARES = {
    "crawlers.fetching.guards.UnreadableMiddleware": 1,
    "crawlers.landing.TogetherMiddleware": 950,
}
ITEM_PIPELINES = {"crawlers.landing.LandingPipeline": 100}

DOWNLOAD_HANDLERS = {
    "http": "crawlers.fetching.download.GuardedHandler",
    "https": "crawlers.fetching.download.GuardedHandler",
    # A page must not be able to lead the crawler to this machine's files.
    **dict.fromkeys(("file", "ftp", "s3", "data")),
}
PLAYWRIGHT_BROWSER_TYPE = "chromium"
PLAYWRIGHT_MAX_PAGES_PER_CONTEXT = 2
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 30_000
PLAYWRIGHT_PROCESS_REQUEST_HEADERS = None
PLAYWRIGHT_ABORT_REQUEST = "crawlers.fetching.browser.handler.is_decoration"

LOG_LEVEL = "WARNING"
LOG_FORMATTER = "crawlers.logs.PrivateLogFormatter"
STATS_DUMP = False

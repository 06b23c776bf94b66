"""All that stands between us and a site: guards, robots.txt, pace, the browser and what became of a request."""

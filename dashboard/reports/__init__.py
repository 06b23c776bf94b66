"""All that is asked of a published build, its words and report objects:
what pages and exports both read. No Streamlit.
"""

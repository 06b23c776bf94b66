-- grain: one customer's text that meets the conditions of one persona; of this connection only.
CREATE OR REPLACE TEMP TABLE persona_members (persona VARCHAR, record_kind VARCHAR, record_id VARCHAR, published_at TIMESTAMP);

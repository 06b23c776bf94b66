-- Staged readings of mentions and reviews that are no newer than the notice that they are gone do not bring them back.
DELETE FROM staged_mention WHERE EXISTS (
    FROM removals r WHERE r.record_kind = 'mention' AND r.source = staged_mention.network
        AND r.native_id = staged_mention.native_id AND staged_mention.fetched_at <= r.removed_at);

DELETE FROM staged_review WHERE EXISTS (
    FROM removals r WHERE r.record_kind = 'review' AND r.source = staged_review.source
        AND r.native_id = staged_review.native_id AND staged_review.fetched_at <= r.removed_at);

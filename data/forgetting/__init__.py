"""Takes what was forgotten out of all that a workspace holds: `sweeping` out of the warehouse, `rewriting` out of
landing and users'
answers, `compacting` out of the database's free blocks; `outside` names the files elsewhere that may still hold it."""

-- grain: the build itself, one row; all columns, so that a build of another schema can still say which
SELECT * FROM build_info

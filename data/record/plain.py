"""A record's model without its Python functions: the same records from fields that are as they should be, in a third of the
time. pydantic calls the functions of `data.record.fields` once a field, and calling them is most of what validating costs.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import SchemaValidator

from data.record.fields import MAX_TEXT, believable, clip, to_utc
from data.record.model import Record


def validated(model: type[Record], fields: dict[str, Any]) -> Record:
    """What `model.model_validate(fields)` gives or raises."""
    plain = fields.copy()
    for name, value in fields.items():
        # Most texts are short and plain: not to ask `clip` saves more than asking costs.
        if value.__class__ is str:
            if not value.isascii() or len(value) > MAX_TEXT or "\x00" in value:
                plain[name] = clip(value)
        elif value.__class__ is tuple or value.__class__ is list:
            plain[name] = tuple(map(clip, value))
    try:
        record: Record = _plain_validator(model).validate_python(plain)
    except ValidationError:
        return model.model_validate(fields)
    return record


@cache
def _plain_validator(model: type[Record]) -> SchemaValidator:
    schema = plain_schema(model.__pydantic_core_schema__)
    try:
        # Else pydantic sees whose schema it is and takes the model's own validator.
        return SchemaValidator(schema, _use_prebuilt=False)
    except TypeError:  # a private argument: without it the records are the same, and made more slowly
        return SchemaValidator(schema)


def plain_schema(schema: Any) -> Any:
    """A core schema that takes no more than `schema` does, and makes the same of it, from texts that `clip` leaves as they
    are: times must be naive, counts within bounds."""
    if isinstance(schema, list | tuple):
        return type(schema)(map(plain_schema, schema))
    if not isinstance(schema, dict):
        return schema
    function = schema["function"]["function"] if str(schema.get("type")).startswith("function-") else None
    if function is to_utc:
        return {**schema["schema"], "tz_constraint": "naive"}
    if function in (clip, believable):
        return plain_schema(schema["schema"])
    return {key: value if key == "metadata" else plain_schema(value) for key, value in schema.items()}

"""What the protocol allows a message to be, taken from lsprotocol's types, which are made from its metamodel: no unknown
members, none missing, no null where none may be, whole numbers in their range, values of enumerations."""
import collections.abc
import enum
import functools
import typing

import attrs
from lsprotocol import types

INTEGERS = {"validate_uint": (0, 2**31 - 1), "validate_int": (-(2**31), 2**31 - 1), "integer_validator": (-(2**31), 2**31 - 1),
            "uinteger_validator": (0, 2**31 - 1)}
# What the protocol leaves open.
ANYTHING = {"LSPAny", "LSPObject", "LSPArray"}


def camel(name):
    head, *rest = name.rstrip("_").split("_")
    return head + "".join(word.title() for word in rest)


@functools.cache
def members(kind):
    """The members of a structure by their names on the wire: field, type."""
    attrs.resolve_types(kind, vars(types), vars(types))
    return {camel(field.name): field for field in attrs.fields(kind)}


def faults(kind, value, at):
    """What is wrong with a value of a type."""
    if isinstance(kind, (str, typing.ForwardRef)):
        name = kind if isinstance(kind, str) else kind.__forward_arg__
        return [] if name in ANYTHING else faults(getattr(types, name), value, at)
    if kind in (typing.Any, object):
        return []
    if kind is None or kind is type(None):
        return [] if value is None else [f"{at}: {value!r:.60} is not null"]
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        tried = [faults(part, value, at) for part in parts]
        return [] if [] in tried else min(tried, key=len)
    if origin is typing.Literal:
        return [] if value in parts else [f"{at}: {value!r:.60} is none of {parts}"]
    if origin in (list, tuple, collections.abc.Sequence):
        if not isinstance(value, list):
            return [f"{at}: {value!r:.60} is no array"]
        if origin is tuple and Ellipsis not in parts:
            wrong = [] if len(value) == len(parts) else [f"{at}: {len(value)} elements"]
            return wrong + [fault for n, (part, one) in enumerate(zip(parts, value)) for fault in faults(part, one, f"{at}[{n}]")]
        return [fault for n, one in enumerate(value) for fault in faults(parts[0], one, f"{at}[{n}]")]
    if origin in (dict, collections.abc.Mapping):
        if not isinstance(value, dict):
            return [f"{at}: {value!r:.60} is no map"]
        return [fault for key, one in value.items() for fault in faults(parts[1], one, f"{at}[{key}]")]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        custom = hasattr(kind, "_missing_") and kind.__name__ in CUSTOM
        return [] if custom or value in [one.value for one in kind] else [f"{at}: {value!r:.60} is no {kind.__name__}"]
    if attrs.has(kind):
        return structure(kind, value, at)
    fits = {bool: lambda: isinstance(value, bool), str: lambda: isinstance(value, str),
            int: lambda: isinstance(value, int) and not isinstance(value, bool),
            float: lambda: isinstance(value, (int, float)) and not isinstance(value, bool)}
    return [] if fits[kind]() else [f"{at}: {value!r:.60} is no {kind.__name__}"]


# Enumerations that may have other values.
CUSTOM = {"CodeActionKind", "FoldingRangeKind", "SemanticTokenTypes", "SemanticTokenModifiers", "PositionEncodingKind", "ErrorCodes",
          "LSPErrorCodes", "WatchKind", "LanguageKind"}


def structure(kind, value, at):
    if not isinstance(value, dict):
        return [f"{at}: {value!r:.60} is no {kind.__name__}"]
    known = members(kind)
    wrong = [f"{at}: unknown member {name}" for name in value if name not in known]
    for name, field in known.items():
        required = types.is_special_property(kind, field.name) or field.default is attrs.NOTHING
        if name not in value:
            # lsprotocol fills in the one value that some members may have.
            literal = typing.get_origin(field.type) is typing.Literal
            if required or literal:
                wrong.append(f"{at}: missing {name}")
        elif value[name] is None and not required and type(None) in typing.get_args(field.type):
            wrong.append(f"{at}.{name}: null where the member may only be left out")
        else:
            wrong += faults(field.type, value[name], f"{at}.{name}") or in_range(field, value[name], f"{at}.{name}")
    return wrong


def in_range(field, value, at):
    """Whether a whole number is as large as the protocol's may be."""
    if not isinstance(value, int) or isinstance(value, bool):
        return []
    name = getattr(field.validator, "validator", field.validator)
    least, greatest = INTEGERS.get(getattr(name, "__name__", ""), (-(2**31), 2**31 - 1))
    return [] if least <= value <= greatest else [f"{at}: {value} is out of range"]


class Session:
    """Checks each message of a server, and that each request is answered once."""

    def __init__(self):
        self.asked, self.faults, self.count = {}, [], 0
        # Requests of the server's own making, with their results.
        self.own = {}

    def sent(self, number, method):
        self.asked[number] = method

    def seen(self, message):
        self.count += 1
        if message.get("jsonrpc") != "2.0":
            self.faults.append(f"no JSON-RPC 2.0: {message!r:.80}")
        if "method" in message:
            self.told(message)
        else:
            self.answered(message)

    def told(self, message):
        method = message["method"]
        if method.startswith("$/") and method not in types.METHOD_TO_TYPES:
            return
        if method not in types.METHOD_TO_TYPES:
            self.faults.append(f"{method} is no method of the protocol")
            return
        if ("id" in message) != (types.METHOD_TO_TYPES[method][1] is not None):
            self.faults.append(f"{method}: a request has an id and a notification none")
        self.faults += structure(types.METHOD_TO_TYPES[method][0], message, method)

    def answered(self, message):
        method = self.asked.pop(message.get("id"), None)
        if method is None:
            self.faults.append(f"an answer to what was not asked, or asked once: {message!r:.80}")
        elif ("result" in message) == ("error" in message):
            self.faults.append(f"{method}: an answer has a result or an error")
        elif "error" in message:
            self.faults += structure(types.ResponseError, message["error"], f"{method}.error")
        elif method in types.METHOD_TO_TYPES:
            self.faults += structure(types.METHOD_TO_TYPES[method][1], message, method)
        elif method in self.own:
            self.faults += self.own[method](message["result"])

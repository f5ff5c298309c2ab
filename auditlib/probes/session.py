"""What the options of a connection set in its session, as libpq's ``options`` or asyncpg's ``server_settings``."""

import re

_OPTION = re.compile(r"(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)")


def settings(options):
    """Name to value, without the time limits: those are auditlib's here."""
    text = options.get("options")
    found = _OPTION.findall(text) if isinstance(text, str) else []
    told = {name.replace("-", "_"): re.sub(r"\\(.)", r"\1", value) for name, value in found}
    told.update(options.get("server_settings") or {})
    return {name: str(value) for name, value in told.items() if not name.endswith("_timeout")}


def begin(connection, settings):
    """Set what the options say as the session begins; what PostgreSQL refuses is left out."""
    text = "select pg_catalog.set_config(%(name)s, %(value)s, false)"
    for name, value in settings.items():
        try:
            connection.say("execute", sql=text, parameters={"name": name, "value": value}, context={})
        except Exception:  # a refusal; the driver's own classes are not known here
            connection.rollback()
        else:
            connection.commit()

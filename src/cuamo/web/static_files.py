"""Static files under addresses that change with their content, those a module imports included."""

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

_EVERY, _IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class VersionedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is not typed
    """A page never runs a new module with an old one it imports: each names the other's exact version.

    Only our own modules: what others ship may import what they do not ship.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", _IMPORTS)

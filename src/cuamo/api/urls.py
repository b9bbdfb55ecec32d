"""The API, version 1, at `/api/v1`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from cuamo.api import problems, read, write


class DescribedApi(NinjaAPI):
    """Describes refusals under the content type they are sent with."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(*args, **kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for response in operation.get("responses", {}).values():
                    content = response.get("content", {})
                    shape = content.get("application/json", {}).get("schema", {})
                    if shape.get("$ref", "").endswith("/Problem"):
                        content["application/problem+json"] = content.pop("application/json")
        return schema


api = DescribedApi(
    title="Cửa Mở",
    version="1.0.0",
    description="Procedures, places, tracking, submission by trusted systems, events.",
    docs_url=None,
    urls_namespace="api-1",
)
problems.install(api)
api.add_router("", read.router)
api.add_router("", write.router)


@api.exception_handler(UnicodeDecodeError)
def not_text(request: HttpRequest, error: UnicodeDecodeError) -> HttpResponse:
    """Bytes that are no UTF-8 text are the caller's fault."""
    return problems.answer(422, "request.encoding", "The request is not UTF-8.", "Yêu cầu không phải UTF-8.")

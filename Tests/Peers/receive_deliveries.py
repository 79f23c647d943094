"""Receives deliveries as others would: each question is one request, the answer is what the package makes of it."""

import json
import sys


def standard_webhook(question):
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError

    try:
        body = Webhook(question["secret"]).verify(question["body"].encode(), question["headers"])
    except WebhookVerificationError as error:
        return {"refused": str(error)}
    return {"type": body["type"]}


def cloud_event(question):
    from cloudevents.v1.http import from_http

    try:
        event = from_http(question["headers"], question["body"].encode())
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    return {"type": event["type"], "source": event["source"], "id": event["id"], "data": event.data}


answer = {"webhook": standard_webhook, "cloudevents": cloud_event}
print(json.dumps([answer[question["kind"]](question) for question in json.load(sys.stdin)]))

"""The world outside: payloads, HTTP, snapshots, settings, logs, documents and what is shown."""

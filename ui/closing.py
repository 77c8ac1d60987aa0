"""Pages that were closed: what Gradio keeps of them is let go."""

from datetime import datetime, timedelta

import gradio as gr

# As long as Gradio keeps the conversation of a page whose connection broke, which may come back.
_KEPT = timedelta(hours=1)


def let_go_when_closed(page: gr.Blocks) -> None:
    """Have each page that is closed let go of what nobody needs any more.

    Gradio keeps 0.3 MB of every page that was ever opened, until there are 10,000 of them.
    """

    def closed(request: gr.Request) -> None:
        let_go(page, request.session_hash or "", datetime.now())

    page.unload(closed)


def let_go(page: gr.Blocks, closed: str, now: datetime) -> None:
    """Let go of a closed page's components, and of all that is left of those that were closed long ago.

    Nearly all of a page's memory is a copy of its components, for links to a page as it is, which this page has not.
    Its conversation stays for an hour: a computer that slept is taken for a page that was closed.
    """
    holder = page.state_holder
    if closed in holder.session_data:
        holder.session_data[closed].is_closed = True
        holder.session_data[closed].config_values.clear()
    for name, session in list(holder.session_data.items()):
        used = holder.time_last_used.get(name)
        if session.is_closed and used is not None and now - used > _KEPT:
            holder.session_data.pop(name, None)
            holder.time_last_used.pop(name, None)

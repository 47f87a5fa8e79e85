"""Count the links of a flowchart as its author wrote them, to hold against the edges drawn; text in, number out."""

from __future__ import annotations

from .change import make_draft
from .flow_chain import Chain
from .flow_statements import join_css, join_labels, mend_comments, tell_kind
from .flowchart import Statement, collect_names, read_chains
from .preamble import mend_header, split_preamble
from .wrapper import unwrap


def count_links(source: str) -> int:
    """Edges that the arrows of a flowchart stand for, right or wrong: `A & B --> C` is two. 0 for other families."""
    family, body = mend_header(split_preamble(unwrap(make_draft(source)))[1])
    if family != "flowchart":
        return 0
    lines = join_labels(join_css(mend_comments(body)).lines[1:])
    statements = [Statement(line, tell_kind(line.text)) for line in lines]
    names, _ = collect_names(statements)
    chains = [chain for s in statements if s.kind == "chain" for chain in read_chains(s.line.text, names)]
    return sum(chain.edges for chain in chains if isinstance(chain, Chain))

package transfer

import (
	"time"

	"sendoff/transfer/bits"
)

// NamedReply is what the server said of its reply in the Ack that confirmed the last byte. It is stored with that
// Ack, since servers need not repeat it. Without URL and Flaw there is no reply.
type NamedReply struct {
	URL   string         `json:"url,omitempty"`   // where to fetch it
	Flaw  bits.ReplyFlaw `json:"flaw,omitempty"`  // why it cannot be fetched
	Given string         `json:"given,omitempty"` // the flawed address, without secrets
}

// replyEndless is the flaw of a reply above the size limit.
const replyEndless bits.ReplyFlaw = "endless"

// namedIn returns what a receipt says of a reply; nil if an earlier Ack, which was lost, may have named it.
func namedIn(r bits.Receipt) *NamedReply {
	n := NamedReply{URL: r.ReplyURL, Flaw: r.ReplyFlaw, Given: r.ReplyGiven}
	if r.Rewound && n == (NamedReply{}) {
		return nil
	}
	return &n
}

// replyNext reports whether a reply is to be fetched before the session is closed.
func (j *Job) replyNext() bool {
	return j.Target.Reply != "" && (j.Named == nil || j.Named.URL != "")
}

// missingReply returns the fault of a delivered file whose reply cannot be had; nil if none was wanted or it was
// fetched.
func (j *Job) missingReply(now time.Time) *Fault {
	if j.Target.Reply == "" || j.Named == nil || j.Named.URL != "" {
		return nil
	}
	f := &Fault{Kind: KindNoReply, Context: bits.ContextRemoteFile, Packet: string(bits.Fragment), Detail: j.Named.Given, At: now, Final: true}
	switch j.Named.Flaw {
	case bits.ReplyClear:
		f.Kind = KindReplyClear
	case replyEndless:
		f.Kind, f.Packet = KindReplyEndless, string(bits.GetReply)
	case bits.ReplyUnusable:
		f.Kind = KindReplyURL
	}
	return f
}

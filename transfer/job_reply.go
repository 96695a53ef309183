package transfer

import (
	"time"

	"sendoff/transfer/bits"
)

// NamedReply is what a server said of its reply with the Ack that told that it had every byte. Servers need
// not say it twice, so it is stored with that Ack. Without URL and Flaw there is no reply.
type NamedReply struct {
	URL   string         `json:"url,omitempty"`   // where to fetch it
	Flaw  bits.ReplyFlaw `json:"flaw,omitempty"`  // why it is not fetched from where it is
	Given string         `json:"given,omitempty"` // the address with that flaw, without its secrets
}

// replyEndless is the flaw of a reply that is larger than any that is taken.
const replyEndless bits.ReplyFlaw = "endless"

// namedIn is what a receipt says of a reply, nil if it may have been said before: with the Ack of a
// fragment that got lost.
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

// missingReply is what is told of a file that has arrived and whose reply is not to be had; nil where none
// was wanted, or it was fetched.
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

package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/safefile"
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

// ReplyPathError says why no reply can be saved at a path.
type ReplyPathError struct {
	Path string
	Err  error // what the system said
}

func (e *ReplyPathError) Error() string { return fmt.Sprintf("reply %s: %v", e.Path, e.Err) }
func (e *ReplyPathError) Unwrap() error { return e.Err }

// CheckReply reports whether a reply could be saved at path: it creates a temporary file there and removes it. Its
// errors are *ReplyPathError. It waits for the disk.
func CheckReply(path string) error {
	if err := checkReplyName(path); err != nil {
		return err
	}
	part := safefile.Part(path, newID().String())
	f, err := safefile.Create(part)
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(part))
	}
	if err != nil {
		return &ReplyPathError{path, err}
	}
	return nil
}

// checkReplyName reports whether a file can have this path, without creating one.
func checkReplyName(path string) error {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return &ReplyPathError{path, syscall.EISDIR}
	case err != nil && !errors.Is(err, fs.ErrNotExist): // mostly a name that is too long
		return &ReplyPathError{path, err}
	}
	return nil
}

// CheckReplies checks where the replies of jobs are to be saved: each name, and each folder once. Its errors are
// *ReplyPathError.
func CheckReplies(jobs []Job) error {
	seen := map[string]bool{}
	for i := range jobs {
		path := jobs[i].Target.Reply
		if path == "" {
			continue
		}
		check, folder := CheckReply, filepath.Dir(path)
		if seen[folder] {
			check = checkReplyName
		}
		seen[folder] = true
		if err := check(path); err != nil {
			return err
		}
	}
	return nil
}

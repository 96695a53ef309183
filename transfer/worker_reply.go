package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/safefile"
	"sendoff/transfer/source"
)

// replyError means that the reply cannot be fetched or saved. The upload itself is complete.
type replyError struct {
	kind Kind
	err  error
}

func (e *replyError) Error() string { return fmt.Sprintf("reply: %v", e.err) }
func (e *replyError) Unwrap() error { return e.err }

// maxReply is the default limit of a reply, in bytes, so that a hostile server cannot fill the disk.
const maxReply = 1 << 30

// endless is the error of a reply that is larger than allowed. A size that the server announces counts before
// anything is read.
func endless(most int64) error {
	return &replyError{KindReplyEndless, fmt.Errorf("the reply has more than %d bytes", most)}
}

func isEndless(err error) bool {
	reply, ok := errors.AsType[*replyError](err)
	return ok && reply.kind == KindReplyEndless
}

// replyTries is how often an interrupted or changed reply is fetched again in one conversation.
const replyTries = 5

// fetchReply saves the server's reply. It writes to a temporary file first, so that a reply under its name is
// complete. If that name was taken, the reply gets a name beside it. Close-Session follows later: it makes the server
// delete the reply ([MC-BUP] 3.2.5.2.7).
func (w *worker) fetchReply(ctx context.Context) error {
	if w.job.Named == nil {
		if err := w.askReply(ctx); err != nil || !w.job.replyNext() {
			return err
		}
	}
	w.phase(Replying)
	part := safefile.Part(w.job.Target.Reply, w.job.ID.String())
	f, err := safefile.Renew(part)
	if err != nil {
		return &replyError{KindReplySave, err}
	}
	err = w.saveReply(ctx, f)
	if err == nil {
		err = saved(f)
	}
	err = errors.Join(err, closeFile(f))
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return w.keepReply(part)
}

// keepReply gives the reply its name, and stores that name before the server may delete the reply.
func (w *worker) keepReply(part string) error {
	path, err := safefile.PublishBeside(part, w.job.Target.Reply)
	if err != nil {
		return errors.Join(&replyError{KindReplySave, err}, os.Remove(part))
	}
	if path == w.job.ReplyPath() {
		return nil
	}
	w.event(bits.EventReplyElsewhere)
	return w.report(replied{path})
}

// replied: the reply was saved under another name than the wanted one.
type replied struct{ path string }

func (e replied) apply(j *Job, _ time.Time) { j.ReplyAt = source.Path(e.path) }
func (replied) durable() bool               { return true }

func saved(f *os.File) error {
	if err := syncFile(f); err != nil {
		return &replyError{KindReplySave, err}
	}
	return nil
}

func closeFile(f *os.File) error {
	if err := f.Close(); err != nil {
		return &replyError{KindReplySave, err}
	}
	return nil
}

// askReply sends the end of the file again to learn the reply's address: the Ack that named it was lost, or received
// by a version that did not store it.
func (w *worker) askReply(ctx context.Context) error {
	size := w.job.Source.Size
	r := bits.Range{First: size - min(w.sizer.next(size), firstFragment), Last: size - 1, Total: size}
	receipt, err := w.send(ctx, r)
	if err != nil {
		return err
	}
	receipt.Rewound = false // asking again would bring nothing more
	return w.report(completed{named: namedIn(receipt)})
}

// saveReply fetches ranges until the reply is complete. If it changed meanwhile, it starts again.
func (w *worker) saveReply(ctx context.Context, f *os.File) error {
	var have int64
	var version string
	var last error
	for range replyTries {
		part, err := w.client.Reply(ctx, w.job.Named.URL, have)
		if err != nil {
			return err
		}
		if most := w.engine.options.MaxReply; part.Total > most {
			_ = part.Body.Close()
			return endless(most)
		}
		if version != "" && part.Version != version {
			have = 0
			last = errors.New("the reply changed while it was fetched")
			version = ""
			_ = part.Body.Close()
			continue
		}
		version = part.Version
		have, last = writePart(f, part, w.engine.options.MaxReply)
		var save *replyError
		if errors.As(last, &save) || last == nil || ctx.Err() != nil {
			return last
		}
	}
	return last
}

// writePart writes one answer at its offset. It returns how many bytes of the reply are there, most at most.
func writePart(f *os.File, part *bits.ReplyPart, most int64) (int64, error) {
	defer func() { _ = part.Body.Close() }()
	if _, err := f.Seek(part.Offset, io.SeekStart); err != nil {
		return part.Offset, &replyError{KindReplySave, err}
	}
	w := &keepError{w: f}
	n, err := io.Copy(w, io.LimitReader(part.Body, most-part.Offset+1))
	have := part.Offset + n
	switch {
	case w.err != nil:
		return have, &replyError{KindReplySave, w.err}
	case have > most:
		return have, endless(most)
	case err != nil:
		return have, err
	case part.Total >= 0 && have < part.Total:
		return have, io.ErrUnexpectedEOF
	}
	return have, f.Truncate(have)
}

// keepError remembers the error of the file, as opposed to that of the connection.
type keepError struct {
	w   io.Writer
	err error
}

func (k *keepError) Write(p []byte) (int, error) {
	n, err := k.w.Write(p)
	if err != nil {
		k.err = err
	}
	return n, err
}

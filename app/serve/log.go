package serve

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/ui/words"
)

// packetLog prints a line for each packet. Many goroutines use it.
type packetLog struct {
	mu    sync.Mutex
	out   io.Writer
	file  *os.File // out, if it is one of the server's own
	err   io.Writer
	json  bool
	quiet bool
}

func newLog(o *Options) (*packetLog, error) {
	l := &packetLog{}
	return l, l.follow(o)
}

// follow takes over other settings. A file is opened again: the one of that name may be a new one by now.
func (l *packetLog) follow(o *Options) error {
	out := o.Out
	var file *os.File
	if o.LogFile != "" {
		var err error
		if file, err = os.OpenFile(o.LogFile, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o640); err != nil {
			return err
		}
		out = file
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	old := l.file
	l.out, l.file, l.err, l.json, l.quiet = out, file, o.Err, o.JSON, o.Quiet
	if old == nil {
		return nil
	}
	return old.Close()
}

// close closes a file of the server's own. What comes later is not printed.
func (l *packetLog) close() error {
	return l.follow(&Options{Out: io.Discard, Err: io.Discard})
}

func (l *packetLog) entry(ctx context.Context, e receiver.Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.quiet {
		return
	}
	if err := l.print(ctx, e); err != nil {
		l.quiet = true // the reader is gone; uploads continue
		fmt.Fprintf(l.err, "sendoff: "+words.Tr("cannot print packets any more: %s")+"\n", err)
	}
}

func (l *packetLog) print(ctx context.Context, e receiver.Entry) error {
	if !l.json {
		_, err := fmt.Fprintln(l.out, words.Plain(e.String()))
		return err
	}
	rec := slog.NewRecord(e.At, slog.LevelInfo, "packet", 0)
	rec.AddAttrs(attributes(e)...)
	return slog.NewJSONHandler(l.out, nil).Handle(ctx, rec)
}

// attributes are the facts of a packet; what it does not have is left out.
func attributes(e receiver.Entry) []slog.Attr {
	list := []slog.Attr{
		slog.String("remote", e.Remote), slog.String("packet", string(e.Packet)), slog.String("path", e.Path),
		slog.Int("status", e.Status), slog.Int64("stored", e.Sent),
	}
	for _, a := range []slog.Attr{
		slog.String("user", e.User), slog.String("session", e.Session), slog.String("range", e.Range), slog.String("why", e.Why),
		slog.String("sha256", string(e.Digest)),
	} {
		if a.Value.String() != "" {
			list = append(list, a)
		}
	}
	if e.Code != 0 {
		list = append(list, slog.String("code", bits.FormatCode(e.Code)))
	}
	if e.Received >= 0 {
		list = append(list, slog.Int64("received", e.Received))
	}
	return list
}

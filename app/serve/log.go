package serve

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/ui/words"
)

// packetLog prints a line for each packet. Many goroutines use it.
type packetLog struct {
	mu    sync.Mutex
	out   io.Writer
	err   io.Writer
	json  bool
	quiet bool
}

func newLog(o *Options) *packetLog {
	return &packetLog{out: o.Out, err: o.Err, json: o.JSON, quiet: o.Quiet}
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

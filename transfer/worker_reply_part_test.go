package transfer

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"sendoff/transfer/bits"
)

// TestPartOfAReplyIsWritten where it belongs: what is there afterwards, and what each way of failing is called.
func TestPartOfAReplyIsWritten(t *testing.T) {
	broken := errors.New("connection broke")
	for name, c := range map[string]struct {
		body  io.Reader
		from  int64
		total int64
		most  int64
		file  string
		have  int64
		err   error
		kind  Kind // of a reply that cannot be saved or is too large
	}{
		"whole":             {strings.NewReader("0123"), 0, 4, 9, "0123", 4, nil, ""},
		"the rest":          {strings.NewReader("9876"), 2, 6, 9, "ol9876", 6, nil, ""},
		"of unknown length": {strings.NewReader("0123"), 0, -1, 9, "0123", 4, nil, ""},
		"shorter than old":  {strings.NewReader("0"), 0, 1, 9, "0", 1, nil, ""},
		"cut short":         {strings.NewReader("01"), 0, 4, 9, "01d file", 2, io.ErrUnexpectedEOF, ""},
		"broken":            {io.MultiReader(strings.NewReader("01"), iotest.ErrReader(broken)), 0, 4, 9, "01d file", 2, broken, ""},
		"as large as may":   {strings.NewReader("0123"), 0, -1, 4, "0123", 4, nil, ""},
		"too large":         {strings.NewReader("01234"), 0, -1, 4, "01234ile", 5, nil, KindReplyEndless},
		"too large in all":  {strings.NewReader("012"), 2, -1, 4, "ol012ile", 5, nil, KindReplyEndless},
	} {
		path := filepath.Join(t.TempDir(), "part")
		if err := os.WriteFile(path, []byte("old file"), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		body := &closedBody{Reader: c.body}
		have, err := writePart(f, &bits.ReplyPart{Body: body, Offset: c.from, Total: c.total}, c.most)
		var reply *replyError
		if errors.As(err, &reply) != (c.kind != "") || reply != nil && reply.kind != c.kind || c.kind == "" && !errors.Is(err, c.err) || have != c.have {
			t.Errorf("%s: %d bytes, %v", name, have, err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != c.file || body.closed != 1 {
			t.Errorf("%s: the file has %q, %v; the answer was closed %d times", name, got, err, body.closed)
		}
		_ = f.Close()
	}
}

// closedBody counts how often it is closed.
type closedBody struct {
	io.Reader
	closed int
}

func (b *closedBody) Close() error { b.closed++; return nil }

// TestReplyOfADiskThatFails: whatever step of saving fails, the fault is that of the disk and not of the connection.
func TestReplyOfADiskThatFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "part")
	if err := os.WriteFile(path, []byte("old file"), 0o600); err != nil {
		t.Fatal(err)
	}
	closed, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = readOnly.Close() })
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	part := func() *bits.ReplyPart {
		return &bits.ReplyPart{Body: io.NopCloser(strings.NewReader("0123")), Offset: 3, Total: 7}
	}
	seek := func() error { _, err := writePart(closed, part(), 9); return err }
	write := func() error { _, err := writePart(readOnly, part(), 9); return err }
	for name, err := range map[string]error{"seek": seek(), "write": write(), "sync": saved(closed), "close": closeFile(closed)} {
		reply, ok := errors.AsType[*replyError](err)
		if !ok || reply.kind != KindReplySave || !errors.Is(err, reply.err) || !strings.HasPrefix(err.Error(), "reply: ") {
			t.Errorf("%s: %v", name, err)
		}
		if isEndless(err) {
			t.Errorf("%s: taken for a reply without end", name)
		}
	}
	if err := endless(9); !isEndless(err) || !strings.Contains(err.Error(), "9 bytes") {
		t.Errorf("%v", err)
	}
}

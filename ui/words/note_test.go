package words

import (
	"compress/gzip"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// TestNoteText renders every kind of line in both languages.
func TestNoteText(t *testing.T) {
	t.Cleanup(func() { Speak(English) })
	sent := func(n bits.Note) bits.Note { n.Kind = bits.NoteSent; return n }
	got := func(n bits.Note) bits.Note { n.Kind = bits.NoteReceived; return n }
	event := func(e bits.Event, n bits.Note) bits.Note { n.Kind, n.Event = bits.NoteEvent, e; return n }
	for _, c := range []struct {
		note             bits.Note
		english, russian string
	}{
		{sent(bits.Note{Packet: bits.CreateSession, Address: "http://h/x"}), "http://h/x", "http://h/x"},
		{sent(bits.Note{Packet: bits.CreateSession, Address: "http://h/x", Headers: "X-Key: ...\nX-Team: blue"}), "http://h/x with X-Key: ..., X-Team: blue", "http://h/x с X-Key: ..., X-Team: blue"},
		{sent(bits.Note{Packet: bits.Fragment, Session: "{A}", Range: bits.Range{First: 10, Last: 19, Total: 20}}), "bytes 10-19/20", "bytes 10-19/20"},
		{sent(bits.Note{Packet: bits.Fragment, Range: bits.Range{Last: -1}}), "bytes */0", "bytes */0"},
		{sent(bits.Note{Packet: bits.CloseSession, Session: "{A}"}), "session {A}", "сеанс {A}"},
		{sent(bits.Note{Packet: bits.GetReply, Address: "http://h/r", Offset: 7}), "http://h/r", "http://h/r"},
		{got(bits.Note{Packet: bits.CreateSession, Status: 200, Ack: true, Session: "{A}"}), "200 Ack session {A}", "200 Ack сеанс {A}"},
		{got(bits.Note{Packet: bits.CreateSession, Status: 200, Ack: true, Session: "{A}", Host: "node7"}), "200 Ack session {A} on host node7", "200 Ack сеанс {A} на узле node7"},
		{got(bits.Note{Packet: bits.Fragment, Status: 200, Ack: true}), "200 Ack received up to 0", "200 Ack принято до 0"},
		{got(bits.Note{Packet: bits.Fragment, Status: 200, Ack: true, Received: 20, Reply: true}), "200 Ack received up to 20, a reply is ready", "200 Ack принято до 20, готов ответ"},
		{got(bits.Note{Packet: bits.Ping, Status: 200, Ack: true}), "200 Ack", "200 Ack"},
		{got(bits.Note{Packet: bits.GetReply, Status: 206, Offset: 3, Length: 7}), "206 7 bytes from 3", "206 байт: 7, начиная с 3"},
		{got(bits.Note{Packet: bits.GetReply, Status: 200, Length: -1}), "200 bytes from 0 on", "200 байты, начиная с 0"},
		{event(bits.EventAnswered, bits.Note{Packet: bits.Ping, Status: 405}), "405", "405"},
		{event(bits.EventRewound, bits.Note{Packet: bits.Fragment, Status: 416, Ack: true, Received: 5}), "416 Ack out of step: the server has 5, going on from there", "416 Ack расхождение: на сервере 5, продолжаем с этого места"},
		{event(bits.EventRefused, bits.Note{Status: 403, Ack: true, Code: 0x80070005, Context: 5}), "403 Forbidden 0x80070005 context 0x5", "403 Forbidden 0x80070005 контекст 0x5"},
		{event(bits.EventRefused, bits.Note{Status: 502, Text: "of its own"}), "502 Bad Gateway (not a BITS answer) of its own", "502 Bad Gateway (не ответ BITS) of its own"},
		{event(bits.EventRefused, bits.Note{Status: 200, Ack: true, Flaw: bits.FlawProtocol}), "200 OK the server chose another protocol", "200 OK сервер выбрал другой протокол"},
		{event(bits.EventRefused, bits.Note{Status: 200, Ack: true, Flaw: bits.FlawBeyond, Range: bits.Range{Last: 19, Total: 20}}), "200 OK the server wants to go on at a place that the file of 20 bytes does not have", "200 OK сервер хочет продолжить с места, которого в файле размером 20 байт нет"},
		{event(bits.EventLost, bits.Note{Failure: bits.FailedRefused, Text: "dial tcp: connect: connection refused"}), "dial tcp: connect: connection refused", "dial tcp: connect: connection refused"},
		{event(bits.EventLost, bits.Note{Failure: bits.FailedClosed, Text: "EOF"}), "the connection was closed without an answer: EOF", "соединение закрыто без ответа: EOF"},
		{event(bits.EventLost, bits.Note{Failure: bits.LeftCancelled}), "cancelled", "отменено"},
		{event(bits.EventLost, bits.Note{Text: "tls: strange"}), "tls: strange", "tls: strange"},
		{event(bits.EventSessionLost, bits.Note{}), "The server has lost the session. Starting over from the beginning.", "Сервер потерял сеанс. Начинаем заново."},
		{event(bits.EventText, bits.Note{Text: "what nobody knows any more"}), "what nobody knows any more", "what nobody knows any more"},
	} {
		for language, want := range map[string]string{English: c.english, Russian: c.russian} {
			Speak(language)
			if said := Note(c.note); said != want {
				t.Errorf("%+v\n says %q\n want %q", c.note, said, want)
			}
		}
	}
}

// TestEveryFactHasWords checks all names of events, flaws and failures in package bits.
func TestEveryFactHasWords(t *testing.T) {
	t.Cleanup(func() { Speak(English) })
	names := namesOf(t, "../../transfer/bits/note.go")
	if len(names["Event"]) < 20 || len(names["Flaw"]) < 5 || len(names["Failure"]) < 15 {
		t.Fatalf("not all were found: %v", names)
	}
	headed := map[bits.Event]bool{ // their texts are made of other facts
		bits.EventRefused: true, bits.EventAnswered: true, bits.EventRewound: true, bits.EventLost: true, bits.EventText: true,
	}
	var all []bits.Note
	for _, e := range names["Event"] {
		if !headed[bits.Event(e)] {
			all = append(all, bits.Note{Kind: bits.NoteEvent, Event: bits.Event(e)})
		}
	}
	for _, f := range names["Failure"] {
		all = append(all, bits.Note{Kind: bits.NoteEvent, Event: bits.EventLost, Failure: bits.Failure(f)})
	}
	for _, f := range names["Flaw"] {
		all = append(all, bits.Note{Kind: bits.NoteEvent, Event: bits.EventRefused, Status: 299, Ack: true, Flaw: bits.Flaw(f)})
	}
	said := map[string]bool{}
	for _, n := range all {
		Speak(English)
		english := strings.TrimPrefix(Note(n), "299 ")
		Speak(Russian)
		russian := Note(n)
		if english == "" || said[english] || !strings.ContainsFunc(russian, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			t.Errorf("%+v says %q, %q", n, english, russian)
		}
		said[english] = true
	}
}

// namesOf are the values of the string constants in a file, by their type.
func namesOf(t *testing.T, file string) map[string][]string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		kind, typed := v.Type.(*ast.Ident)
		value, literal := v.Values[0].(*ast.BasicLit)
		if typed && literal && value.Kind == token.STRING {
			text, _ := strconv.Unquote(value.Value)
			names[kind.Name] = append(names[kind.Name], text)
		}
		return true
	})
	return names
}

// TestOldQueueSaysTheSame opens a queue file of the last version that stored sentences in its transcripts. Beside
// it lies what that version showed, in today's words: each line of the transcripts, with events as timeline
// sentences, and the timelines. SENDOFF_WRITE_WORDS=1 writes it anew.
func TestOldQueueSaysTheSame(t *testing.T) {
	if os.Getpagesize() != 4096 {
		t.Skip("bbolt writes in the pages of the machine")
	}
	want, err := os.ReadFile("../../transfer/testdata/schema2.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := allSaid(t, openOld(t))
	if os.Getenv("SENDOFF_WRITE_WORDS") != "" {
		if err := os.WriteFile("../../transfer/testdata/schema2.txt", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(want) {
		was, is := strings.Split(string(want), "\n"), strings.Split(got, "\n")
		for i := range min(len(was), len(is)) {
			if was[i] != is[i] {
				t.Fatalf("line %d:\n got %s\nwant %s", i+1, is[i], was[i])
			}
		}
		t.Fatalf("%d lines, want %d", len(is), len(was))
	}
}

// openOld opens a copy of the old file.
func openOld(t *testing.T) *transfer.Engine {
	t.Helper()
	f, err := os.Open("../../transfer/testdata/schema2.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "queue.db"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := transfer.Open(transfer.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// allSaid is everything shown about every job, without times.
func allSaid(t *testing.T, e *transfer.Engine) string {
	t.Helper()
	all, err := e.Watch().Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []uuid.UUID
	for id := range all {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return strings.Compare(a.String(), b.String()) })
	var b strings.Builder
	for _, id := range ids {
		notes, err := e.Transcript(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(id.String() + "\n")
		for _, n := range notes {
			b.WriteString("  " + strings.TrimSpace(Arrow(n)+" "+string(n.Packet)+" "+Note(n)) + "\n")
		}
		for _, m := range TimelineOf(all[id], notes, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) {
			b.WriteString("    " + m.Text + "\n")
		}
	}
	return b.String()
}

// TestFlawOfAnAnswerIsTold: it appears where the details of a problem are shown.
func TestFlawOfAnAnswerIsTold(t *testing.T) {
	j := &transfer.Job{
		Source: source.File{Path: "/data/a.bin", Size: 20}, Target: transfer.Target{URL: "https://files.example.com/a.bin"},
		Fault: &transfer.Fault{Kind: transfer.KindApplication, HTTP: 200, Flaw: bits.FlawBeyond, Final: true},
	}
	const flaw = "the server wants to go on at a place that the file of 20 bytes does not have"
	for what, said := range map[string]string{"row": FaultText(j.Fault, j), "report": AdminText(j)} {
		if !strings.Contains(said, flaw) {
			t.Errorf("the %s says %q", what, said)
		}
	}
	j.Fault.Detail = "in its own words"
	if said := FaultText(j.Fault, j); strings.Contains(said, flaw) || !strings.Contains(said, j.Fault.Detail) {
		t.Errorf("with words of the server's: %q", said)
	}
}

// TestTranscriptText: a line has the time to the millisecond, the direction, the packet and how often it came.
func TestTranscriptText(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 1, 7, 343e6, time.Local)
	got := TranscriptText([]bits.Note{
		{Kind: bits.NoteSent, At: at, Packet: bits.Ping, Count: 3},
		{Kind: bits.NoteReceived, At: at, Packet: bits.Ping, Status: 200, Took: 12 * time.Millisecond},
		{Kind: bits.NoteEvent, At: at, Event: bits.EventSessionLost},
	})
	lines := strings.Split(got, "\n")
	if len(lines) != 4 || lines[3] != "" {
		t.Fatalf("%q", got)
	}
	for i, want := range [][2]string{
		{"14:01:07.343 > Ping ×3", ""}, {"14:01:07.343 < Ping  ", "  12 ms"}, {"14:01:07.343 !  The server has lost the session. ", ""},
	} {
		if !strings.HasPrefix(lines[i], want[0]) || !strings.HasSuffix(lines[i], want[1]) {
			t.Errorf("%q, want %q", lines[i], want)
		}
	}
}

func TestArrow(t *testing.T) {
	for want, notes := range map[string][]bits.Note{
		">": {{Kind: bits.NoteSent, Packet: bits.Fragment, Range: bits.Range{Last: 9, Total: 10}}},
		"<": {
			{Kind: bits.NoteReceived, Packet: bits.Ping, Status: 200, Ack: true},
			{Kind: bits.NoteEvent, Event: bits.EventRefused, Packet: bits.CreateSession, Status: 403},
		},
		"!": {
			{Kind: bits.NoteEvent, Event: bits.EventLost, Packet: bits.Fragment, Text: "read: connection reset by peer"},
			{Kind: bits.NoteEvent, Event: bits.EventText, Text: "416 times nothing"},
		},
	} {
		for _, n := range notes {
			if got := Arrow(n); got != want {
				t.Errorf("%+v: %s, want %s", n, got, want)
			}
		}
	}
}

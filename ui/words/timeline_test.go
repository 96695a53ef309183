package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

func texts(story []StoryLine) []string {
	var list []string
	for _, m := range story {
		list = append(list, m.Text)
	}
	return list
}

func TestTimeline(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	second := 0
	note := func(k bits.NoteKind, p bits.PacketType, text string) bits.Note {
		second++
		return bits.Note{At: at.Add(time.Duration(second) * time.Second), Kind: k, Packet: p, Text: text}
	}
	folded := note(bits.NoteReceived, bits.Fragment, "200 Ack received up to 900")
	folded.Count = 411
	folded.At = at.Add(5 * time.Second)
	notes := []bits.Note{
		note(bits.NoteSent, bits.CreateSession, "https://files.example.com/x"),
		note(bits.NoteReceived, bits.CreateSession, "200 Ack session {AB}"),
		note(bits.NoteSent, bits.Fragment, "bytes 0-9/1000"),
		note(bits.NoteReceived, bits.Fragment, "200 Ack received up to 10"),
		folded,
		note(bits.NoteEvent, bits.Fragment, "503"),
		note(bits.NoteEvent, bits.Fragment, "read: connection reset by peer"),
		note(bits.NoteEvent, bits.Fragment, "416 Ack out of step: the server has 800, going on from there"),
		note(bits.NoteEvent, "", "the server has lost the session: starting over from the beginning"),
		note(bits.NoteReceived, bits.Fragment, "200 Ack received up to 1000, a reply is ready"),
		note(bits.NoteReceived, bits.Fragment, "200 Ack received up to 1000, a reply is ready"),
		note(bits.NoteReceived, bits.GetReply, "200 40 bytes from 0"),
		note(bits.NoteReceived, bits.CloseSession, "200 Ack"),
	}
	j := &transfer.Job{
		Source: transfer.Source{Size: 1000}, Added: at, Started: at.Add(time.Second),
		Ended: at.Add(time.Hour), Outcome: transfer.Delivered,
	}
	want := []string{
		"Added to the list.", "The server opened a session.", "412 parts confirmed: the server has 900 B (90 %).",
		"The server answered 503 while sending a part of the file.",
		"It failed while sending a part of the file: connection reset by peer.",
		"The server had 800 B of the file. Going on from there.",
		"The server has lost the session. Starting over from the beginning.",
		"1 part confirmed: the server has 1.0 kB (100 %).", "The server has a reply.",
		"1 part confirmed: the server has 1.0 kB (100 %).", "The server sent its reply.",
		"The server closed the session: the file is complete there.", "Done - the server has the whole file.",
	}
	if got := texts(TimelineOf(j, notes, at)); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := TimelineText(TimelineOf(j, notes, at)); strings.Count(got, "\n") != len(want) {
		t.Errorf("text: %s", got)
	}
}

// TestTimelineOfEndings makes sure that every ending of an upload is told, with and without a transcript.
func TestTimelineOfEndings(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	for _, o := range []transfer.Outcome{
		transfer.Delivered, transfer.Confirmed, transfer.AlreadyGone, transfer.NeverReached,
		transfer.NotTold, transfer.TooLate, transfer.Unknown, transfer.Refused,
	} {
		j := &transfer.Job{Added: at, Started: at.Add(time.Second), Dropped: at.Add(time.Minute), Ended: at.Add(time.Hour), Outcome: o}
		got := texts(TimelineOf(j, nil, at))
		if !slices.Contains(got, OutcomeText(j, at)+".") || got[0] != "Added to the list." || got[1] != "The server opened a session." || got[2] != "You cancelled the upload." {
			t.Errorf("%s: %q", o, got)
		}
	}
}

func TestTimelineOfTrouble(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)
	j := &transfer.Job{
		Added: at, RetryAt: at.Add(time.Minute), Target: transfer.Target{URL: "https://files.example.com/x"},
		Fault: &transfer.Fault{Kind: transfer.KindBusy, HTTP: 503, At: at.Add(time.Second)},
	}
	story := TimelineOf(j, nil, at)
	if len(story) != 3 || story[1].Tone != ToneOdd || story[2].Text != nextTryText(j.RetryAt, at) {
		t.Errorf("%+v", story)
	}
	j.Fault.Final = true
	if story = TimelineOf(j, nil, at); len(story) != 2 || story[1].Tone != ToneBad {
		t.Errorf("%+v", story)
	}
	j.Fault, j.Phase = nil, transfer.Opening
	story = TimelineOf(j, []bits.Note{{At: at, Kind: bits.NoteSent, Packet: bits.Ping}}, at)
	if len(story) != 2 || story[1].Text != "Waiting for the server: asking whether the server is there." {
		t.Errorf("%+v", story)
	}
}

// TestEventsHaveSentences finds what the engine notes and nobody has a sentence for.
func TestEventsHaveSentences(t *testing.T) {
	files, err := filepath.Glob("../../transfer/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no engine: %v", err)
	}
	seen := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range noted(tree) {
			seen++
			if eventTexts[text] == "" {
				t.Errorf("%s: no sentence for %q", file, text)
			}
		}
	}
	if seen < 6 {
		t.Errorf("only %d events were found: the engine names them another way", seen)
	}
}

// noted are the texts of events in a file of the engine.
func noted(tree *ast.File) []string {
	var list []string
	ast.Inspect(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || f.Sel.Name != "event" && f.Sel.Name != "abandon" {
			return true
		}
		for _, a := range call.Args {
			if s, ok := a.(*ast.BasicLit); ok && s.Kind == token.STRING {
				text, _ := strconv.Unquote(s.Value)
				if f.Sel.Name == "abandon" {
					text += ": starting over from the beginning"
				}
				list = append(list, text)
			}
		}
		return true
	})
	return list
}

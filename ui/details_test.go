package ui

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

func detailsOf(t *testing.T, change func(*transfer.Job)) (*Window, *fakeHost, transfer.Job) {
	t.Helper()
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { change(j) })
	w.Apply(u)
	w.openDetails(id[0])
	return w, h, *u[id[0]]
}

func TestButtonsOfTheDetails(t *testing.T) {
	w, h, j := detailsOf(t, func(j *transfer.Job) { j.Phase = transfer.Sending })
	if w.details.first.Text != words.Tr(words.Pause) || w.details.second.Text != words.Tr(words.Cancel) {
		t.Fatalf("buttons: %q, %q", w.details.first.Text, w.details.second.Text)
	}
	tap(w.details.second)
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbDrop || !slices.Contains(h.commands[0].IDs, j.ID) {
		t.Fatalf("commands: %+v", h.commands)
	}
	if w.details.first.Visible() || w.details.second.Visible() {
		t.Error("an upload that is being cancelled has no buttons")
	}
}

func TestTimelinePage(t *testing.T) {
	w, _, j := detailsOf(t, func(j *transfer.Job) { j.Added, j.Phase = time.Now(), transfer.Sending })
	w.details.turnTo(partTimeline)
	rows := w.details.timeline.rows
	if len(rows.Objects) != 1 {
		t.Fatalf("%d moments", len(rows.Objects))
	}
	first := rows.Objects[0]
	at := time.Now().Add(time.Minute)
	w.ShowTranscript(j.ID, []bits.Note{
		{At: at, Kind: bits.NoteReceived, Packet: bits.CreateSession, Status: 200, Ack: true, Session: "{AB}"},
		{At: at, Kind: bits.NoteEvent, Event: bits.EventAlreadyClosed},
	})
	if len(rows.Objects) != 3 || rows.Objects[0] != first {
		t.Fatalf("%d moments, the first stays: %v", len(rows.Objects), rows.Objects[0] == first)
	}
	if got := rows.Objects[2].(*momentRow).text.Text; got != "The server had already closed the session." {
		t.Errorf("moment: %q", got)
	}
	notes := make([]bits.Note, 400)
	for i := range notes {
		notes[i] = bits.Note{At: at.Add(time.Duration(i)), Kind: bits.NoteEvent, Event: bits.EventRefused, Packet: bits.Fragment, Status: 503}
	}
	w.ShowTranscript(j.ID, notes)
	if got := rows.Objects[0].(*momentRow).text.Text; len(rows.Objects) != maxMoments+1 || got != words.Tr(words.EarlierEvents) {
		t.Errorf("%d moments, the first says %q", len(rows.Objects), got)
	}
}

func TestProtocolPage(t *testing.T) {
	w, h, j := detailsOf(t, func(j *transfer.Job) { j.Session.ID = "{AB}" })
	w.details.turnTo(partProtocol)
	p := w.details.transcript
	at := time.Unix(100, 0)
	notes := []bits.Note{
		{At: at, Kind: bits.NoteSent, Packet: bits.CreateSession},
		{At: at, Kind: bits.NoteReceived, Packet: bits.CreateSession, Status: 200, Ack: true},
		{At: at, Kind: bits.NoteSent, Packet: bits.Fragment, Range: bits.Range{Last: 9, Total: 10}},
	}
	w.ShowTranscript(j.ID, notes)
	copied := func(packet string) {
		t.Helper()
		tap(p.curl)
		if got := w.app.Clipboard().Content(); !strings.Contains(got, "BITS-Packet-Type: "+packet+"'") || !strings.HasSuffix(got, "'"+j.Target.URL+"'") {
			t.Errorf("copied: %s", got)
		}
	}
	copied("Fragment")
	p.list.Select(1) // stands for its request
	copied("Create-Session")
	w.ShowTranscript(j.ID, append([]bits.Note{{At: at, Kind: bits.NoteSent, Packet: bits.Ping}}, notes...))
	copied("Create-Session")

	h.saveAs = filepath.Join(t.TempDir(), "saved.txt")
	w.Message("")
	tap(p.save)
	h.drain(func() bool { return w.status.words.Words == words.Tr(words.Saved) })
	text, err := os.ReadFile(h.saveAs)
	if err != nil || !strings.Contains(string(text), "> Fragment  bytes 0-9/10\n") || h.proposed != j.Name()+".txt" {
		t.Errorf("saved %q as %q: %v", text, h.proposed, err)
	}
	p.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.details.open() {
		t.Error("Escape must close the details")
	}
}

func TestFollow(t *testing.T) {
	w, _, j := detailsOf(t, func(*transfer.Job) {})
	w.details.turnTo(partProtocol)
	p := w.details.transcript
	notes := make([]bits.Note, 60)
	for i := range notes {
		notes[i] = bits.Note{At: time.Unix(int64(i), 0), Kind: bits.NoteEvent, Event: bits.EventBack}
	}
	w.ShowTranscript(j.ID, notes[:50])
	if !p.atEnd() || p.list.GetScrollOffset() == 0 {
		t.Fatal("the newest packet must be seen")
	}
	p.list.ScrollToTop()
	w.ShowTranscript(j.ID, notes)
	if p.follow.Checked || p.list.GetScrollOffset() != 0 {
		t.Error("who reads at the top is taken away")
	}
	p.follow.SetChecked(true)
	if !p.atEnd() {
		t.Error("follow must go to the end")
	}
}

func TestReplyPage(t *testing.T) {
	reply := filepath.Join(t.TempDir(), "reply.txt")
	w, h, j := detailsOf(t, func(j *transfer.Job) { j.Target.Reply = reply })
	if !w.details.withReply.Visible() || w.details.parts.Visible() {
		t.Fatal("a job that wants a reply has a page for it")
	}
	w.details.withReply.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	for range 3 {
		w.details.withReply.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	if w.details.at != partReply || w.details.reply.state.Text != "The server's reply will be saved here as soon as the file has arrived." || w.details.reply.path.value.Text != reply {
		t.Errorf("page %d: %q", w.details.at, w.details.reply.state.Text)
	}
	failed := j
	failed.Fault = &transfer.Fault{Kind: transfer.KindNoReply, Final: true}
	w.Apply(transfer.Update{j.ID: &failed})
	if got := w.details.reply.state.Text; got != words.FaultSentence(failed.Fault, &failed) {
		t.Errorf("state: %q", got)
	}
	j.Outcome, j.Ended = transfer.Delivered, time.Now()
	w.Apply(transfer.Update{j.ID: &j})
	if got := w.details.reply.state.Text; got != "The server's reply is saved here." {
		t.Errorf("state: %q", got)
	}
	w.act.reveal(reply)
	h.drain(func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.revealed) == 0 { // runs on its own goroutine, which posts nothing on success
			go h.Post(func() {})
			return false
		}
		return h.revealed[0] == reply
	})
	j.Target.Reply = ""
	w.Apply(transfer.Update{j.ID: &j})
	if w.details.at != partOverview || w.details.withReply.Visible() {
		t.Error("the page of a reply that is not wanted stays")
	}
}

func TestGraphInTheOverview(t *testing.T) {
	w, _, j := detailsOf(t, func(j *transfer.Job) { j.Phase, j.Rate = transfer.Sending, 2_000_000 })
	if w.details.overview.box.Visible() {
		t.Error("one sample is no graph")
	}
	w.speeds.Take(transfer.Update{j.ID: &j}, time.Now().Add(2*time.Second))
	w.details.update()
	g := w.details.overview.graph
	if !w.details.overview.box.Visible() || len(g.Shown().Rates) != 2 || g.Shown().Legend == "" {
		t.Errorf("shown: %+v", g.Shown())
	}
}

func TestExportHistory(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, _ := listtest.Jobs(4, func(i int, j *transfer.Job) {
		if i > 0 {
			j.Outcome, j.Ended = transfer.Delivered, time.Unix(int64(100-i), 0)
		}
	})
	w.Apply(u)
	h.saveAs = filepath.Join(t.TempDir(), "history.csv")
	w.act.exportHistory()
	h.drain(func() bool { return w.status.words.Words != "" })
	text, err := os.ReadFile(h.saveAs)
	if err != nil || strings.Count(string(text), "\r\n") != 4 || !strings.Contains(string(text), "Lab drop") {
		t.Errorf("saved %q: %v", text, err)
	}
	if !strings.HasSuffix(h.proposed, ".csv") || !strings.HasPrefix(w.status.words.Words, "3 entries saved to ") {
		t.Errorf("proposed %q, said %q", h.proposed, w.status.words.Words)
	}
}

func TestSaveThatFails(t *testing.T) {
	w, h := openTest(t, labSettings())
	dir := t.TempDir()
	h.saveAs = filepath.Join(dir, "none", "x.txt")
	w.act.saveText("x.txt", []byte("x"), "fine")
	h.drain(func() bool { return w.status.words.Words != "" })
	if got := w.status.words.Words; got == "fine" || !strings.Contains(got, "x.txt") {
		t.Errorf("message: %q", got)
	}
	kept := filepath.Join(dir, "kept.txt")
	if err := os.WriteFile(kept, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if _, err := writeFile(chosenPlace(kept), func(io.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("error: %v", err)
	}
	left, err := os.ReadDir(dir)
	if text, _ := os.ReadFile(kept); err != nil || string(text) != "old" || len(left) != 1 {
		t.Errorf("the file holds %q, and %d files are left", text, len(left))
	}
	h.saveAs = ""
	w.Message("")
	w.act.saveText("x.txt", nil, "fine") // nothing chosen
	if w.status.words.Words != "" {
		t.Errorf("message: %q", w.status.words.Words)
	}
}

func TestServerFormKeepsHabits(t *testing.T) {
	s := labSettings()
	s.Habits = map[string]list.Habit{s.Servers[0].URL: {Name: "{date}{ext}"}}
	w, h := openTest(t, s)
	w.serverForm(s.Servers[0], "")
	w.sheets.Top().Dismiss()
	f := &serverForm{w: w, old: s.Servers[0], atOnce: kit.NewCheckBox("", true, nil)}
	f.unclear = kit.NewPicker([]transfer.AfterUnclear{transfer.Auto, transfer.Restart}, transfer.Restart, words.WayText, kit.InSheet{})
	f.moveHabit("https://new.example.com/")
	got := h.saved[len(h.saved)-1].Habits
	if len(got) != 1 || got["https://new.example.com/"] != (list.Habit{Name: "{date}{ext}", AtOnce: true, AfterUnclear: transfer.Restart}) {
		t.Errorf("saved: %+v", got)
	}
}

func TestCancelLeavesAloneWhatEndsMeanwhile(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(12, nil)
	w.Apply(u)
	w.act.cancel(id)
	done := *u[id[3]]
	done.Outcome, done.Ended = transfer.Delivered, time.Now()
	w.Apply(transfer.Update{done.ID: &done})
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.commands) != 1 || len(h.commands[0].IDs) != 11 || slices.Contains(h.commands[0].IDs, done.ID) {
		t.Errorf("commands: %+v", h.commands)
	}
}

func TestFollowHasRoomInANarrowPane(t *testing.T) {
	w, _ := openTest(t, labSettings())
	p := w.details.transcript
	both := p.follow.MinSize().Width + p.tools.Objects[1].MinSize().Width
	for _, width := range []float32{both + 2*kit.Gap, both} {
		p.content.Resize(fyne.NewSize(width, 400))
		first, buttons := p.follow, p.tools.Objects[1]
		end := first.Position().X + first.MinSize().Width
		apart := end <= buttons.Position().X || first.Position().Y+first.MinSize().Height <= buttons.Position().Y
		if !first.Visible() || !apart {
			t.Errorf("at a width of %v Follow is hidden or under the buttons", width)
		}
		if bottom := p.tools.Position().Y + p.tools.Size().Height; p.content.Objects[1].Position().Y < bottom {
			t.Errorf("at a width of %v the packets begin at %v, the tools end at %v", width, p.content.Objects[1].Position().Y, bottom)
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
			if got := words.Arrow(n); got != want {
				t.Errorf("%+v: %s, want %s", n, got, want)
			}
		}
	}
}

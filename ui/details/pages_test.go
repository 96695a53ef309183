package details

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

func TestTimelinePage(t *testing.T) {
	w, _ := open(t, func(j *transfer.Job) { j.Added, j.Phase = time.Now(), transfer.Sending })
	w.pane.TurnTo(Timeline)
	rows := w.pane.timeline.rows
	if len(rows.Objects) != 1 {
		t.Fatalf("%d moments", len(rows.Objects))
	}
	first := rows.Objects[0]
	at := time.Now().Add(time.Minute)
	w.pane.ShowTranscript([]bits.Note{
		{At: at, Kind: bits.NoteReceived, Packet: bits.CreateSession, Status: 200, Ack: true, Session: "{AB}"},
		{At: at, Kind: bits.NoteEvent, Event: bits.EventAlreadyClosed},
	})
	w.pane.Update()
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
	w.pane.ShowTranscript(notes)
	w.pane.Update()
	if got := rows.Objects[0].(*momentRow).text.Text; len(rows.Objects) != maxMoments+1 || got != words.Tr(words.EarlierEvents) {
		t.Errorf("%d moments, the first says %q", len(rows.Objects), got)
	}
}

func TestProtocolPage(t *testing.T) {
	w, j := open(t, func(j *transfer.Job) { j.Session.ID = "{AB}" })
	w.pane.TurnTo(Protocol)
	p := w.pane.transcript
	at := time.Unix(100, 0)
	notes := []bits.Note{
		{At: at, Kind: bits.NoteSent, Packet: bits.CreateSession},
		{At: at, Kind: bits.NoteReceived, Packet: bits.CreateSession, Status: 200, Ack: true},
		{At: at, Kind: bits.NoteSent, Packet: bits.Fragment, Range: bits.Range{Last: 9, Total: 10}},
	}
	w.pane.ShowTranscript(notes)
	copied := func(packet string) {
		t.Helper()
		p.curl.Tapped(nil)
		if got := w.copied; !strings.Contains(got, "BITS-Packet-Type: "+packet+"'") || !strings.HasSuffix(got, "'"+j.Target.URL+"'") {
			t.Errorf("copied: %s", got)
		}
	}
	copied("Fragment")
	p.list.Select(1) // stands for its request
	copied("Create-Session")
	w.pane.ShowTranscript(append([]bits.Note{{At: at, Kind: bits.NoteSent, Packet: bits.Ping}}, notes...))
	copied("Create-Session")

	p.save.Tapped(nil)
	if !strings.Contains(w.saved[1], "> Fragment  bytes 0-9/10\n") || w.saved[0] != j.Name()+".txt" {
		t.Errorf("saved as %q", w.saved)
	}
	p.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.pane.Open() {
		t.Error("Escape must close the details")
	}
}

func TestFollow(t *testing.T) {
	w, _ := open(t, nil)
	w.pane.TurnTo(Protocol)
	p := w.pane.transcript
	notes := make([]bits.Note, 60)
	for i := range notes {
		notes[i] = bits.Note{At: time.Unix(int64(i), 0), Kind: bits.NoteEvent, Event: bits.EventBack}
	}
	w.pane.ShowTranscript(notes[:50])
	if !p.atEnd() || p.list.GetScrollOffset() == 0 {
		t.Fatal("the newest packet must be seen")
	}
	p.list.ScrollToTop()
	w.pane.ShowTranscript(notes)
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
	w, j := open(t, func(j *transfer.Job) { j.Target.Reply = reply })
	if !w.pane.withReply.Visible() || w.pane.parts.Visible() {
		t.Fatal("a job that wants a reply has a page for it")
	}
	w.pane.withReply.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	for range 3 {
		w.pane.withReply.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	if w.pane.at != Reply || w.pane.reply.state.Text != "The server's reply will be saved here as soon as the file has arrived." || w.pane.reply.path.Value.Text != reply {
		t.Errorf("page %d: %q", w.pane.at, w.pane.reply.state.Text)
	}
	failed := j
	failed.Fault = &transfer.Fault{Kind: transfer.KindNoReply, Final: true}
	w.apply(transfer.Update{j.ID: &failed})
	if got := w.pane.reply.state.Text; got != words.FaultSentence(failed.Fault, &failed) {
		t.Errorf("state: %q", got)
	}
	j.Outcome, j.Ended = transfer.Delivered, time.Now()
	w.apply(transfer.Update{j.ID: &j})
	if got := w.pane.reply.state.Text; got != "The server's reply is saved here." {
		t.Errorf("state: %q", got)
	}
	j.Target.Reply = ""
	w.apply(transfer.Update{j.ID: &j})
	if w.pane.at != Overview || w.pane.withReply.Visible() {
		t.Error("the page of a reply that is not wanted stays")
	}
}

func TestGraphInTheOverview(t *testing.T) {
	w, j := open(t, func(j *transfer.Job) { j.Phase, j.Rate = transfer.Sending, 2_000_000 })
	if w.pane.overview.box.Visible() {
		t.Error("one sample is no graph")
	}
	w.speeds.Take(transfer.Update{j.ID: &j}, time.Now().Add(2*time.Second))
	w.pane.Update()
	g := w.pane.overview.graph
	if !w.pane.overview.box.Visible() || len(g.Shown().Rates) != 2 || g.Shown().Now == "" || g.Shown().Mean == "" {
		t.Errorf("shown: %+v", g.Shown())
	}
	for what, change := range map[string]func(*transfer.Job){
		"paused": func(j *transfer.Job) { j.Want, j.Phase, j.Rate = transfer.Hold, transfer.Idle, 0 },
		"silent": func(j *transfer.Job) { j.Quiet, j.Rate = 12*time.Second, 0 },
	} {
		w.apply(transfer.Update{j.ID: &j})
		w.pane.Update()
		still := j
		change(&still)
		w.apply(transfer.Update{j.ID: &still})
		w.pane.Update()
		if g.Shown().Now != "" || g.Shown().Mean == "" {
			t.Errorf("%s, with a speed of now: %+v", what, g.Shown())
		}
	}
}

func TestFollowHasRoomInANarrowPane(t *testing.T) {
	w, _ := open(t, nil)
	p := w.pane.transcript
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

// TestReplyIsShownAsText: what the server sent is read on the page, as text only, and no more of it than a page takes.
func TestReplyIsShownAsText(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ file, shown, remark string }{
		"short": {"ticket 7\nfiled\u202e\n", "ticket 7\nfiled" + words.Plain("\u202e"), ""},
		"long":  {strings.Repeat("я", replyMost), strings.Repeat("я", replyMost/2), "The first 16 kB of 33 kB"},
		"bytes": {"\xff\xfe\x00", "", "The reply is not text."},
	} {
		t.Run(name, func(t *testing.T) {
			reply := filepath.Join(dir, name)
			if err := os.WriteFile(reply, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			w, _ := open(t, func(j *transfer.Job) {
				j.Target.Reply, j.Outcome, j.Ended = reply, transfer.Delivered, time.Now()
			})
			w.pane.TurnTo(Reply)
			(<-w.posts)()
			p := w.pane.reply
			if need, has := p.text.MinSize().Height, p.text.Size().Height; p.text.Visible() && has < need {
				t.Errorf("the text has %v of the %v that it needs", has, need)
			}
			if strings.TrimRight(p.text.Text, "\n") != strings.TrimRight(c.shown, "\n") || p.part.Words != c.remark {
				t.Errorf("shown %.40q, %q", p.text.Text, p.part.Words)
			}
		})
	}
}

// TestReplyOfAnotherUpload: a text that is read late is not shown as the reply of another upload.
func TestReplyOfAnotherUpload(t *testing.T) {
	reply := filepath.Join(t.TempDir(), "reply.txt")
	if err := os.WriteFile(reply, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		j.Target.Reply = filepath.Join(filepath.Dir(reply), "none")
		if i == 0 {
			j.Target.Reply, j.Outcome, j.Ended = reply, transfer.Delivered, time.Now()
		}
	})
	w := openAll(t, u)
	w.pane.Show(id[0])
	w.pane.TurnTo(Reply)
	late := <-w.posts
	w.pane.Show(id[1])
	late()
	if got := w.pane.reply.text.Text; got != "" {
		t.Errorf("shown: %q", got)
	}
}

// TestFactsOfADoneUpload: duration, mean speed and what was sent twice.
func TestFactsOfADoneUpload(t *testing.T) {
	w, _ := open(t, func(j *transfer.Job) {
		j.Source.Size, j.Outcome = 90_000_000, transfer.Delivered
		j.Started, j.Ended = time.Now().Add(-30*time.Second), time.Now()
		j.Headway.Resent = 4_000_000
	})
	got := map[string]string{}
	for _, f := range w.pane.overview.shown {
		got[f.Label] = f.Whole
	}
	for label, want := range map[string]string{"Took": "30 s", "Mean speed": "3.0 MB/s", "Sent twice": "4.0 MB"} {
		if got[label] != want {
			t.Errorf("%s: %q, want %q", label, got[label], want)
		}
	}
}

// TestCopyStandsAtWhatItCopies: in a wide pane the graph takes the width, and the buttons that copy stay near the values.
func TestCopyStandsAtWhatItCopies(t *testing.T) {
	w, _ := open(t, func(j *transfer.Job) { j.Session.ID = "{AB}" })
	o := w.pane.overview
	o.content.Resize(fyne.NewSize(1300, 700))
	if got := o.facts.Size().Width; got != factsWidth {
		t.Errorf("the facts are %v wide", got)
	}
	o.content.Resize(fyne.NewSize(360, 700))
	if got := o.facts.Size().Width; got > 360 || got < 300 {
		t.Errorf("in a narrow pane the facts are %v wide", got)
	}
}

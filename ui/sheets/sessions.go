package sheets

import (
	"cmp"
	"io"
	"iter"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// cleanup is the list of open sessions: first those of cancels without an answer, then those of uploads. It follows
// changes.
type cleanup struct {
	w      Window
	of     *Sessions
	sheet  *kit.Sheet
	list   *sessionList
	words  *widget.Label
	open   []transfer.OpenSession
	chosen uuid.UUID // the job that the buttons act on; uuid.Nil = none

	cancel, forget, copy, export *kit.Button
}

// Sessions opens the list of open sessions and keeps it up to date.
type Sessions struct {
	w    Window
	list *cleanup // the open one, nil = none
}

// NewSessions makes it with the list closed.
func NewSessions(w Window) *Sessions { return &Sessions{w: w} }

// Update shows the current sessions if the list is open.
func (o *Sessions) Update() {
	if o.list != nil {
		o.list.update()
	}
}

// Open opens the list.
func (o *Sessions) Open() {
	w := o.w
	c := &cleanup{w: w, of: o, words: widget.NewLabel("")}
	c.words.Wrapping = fyne.TextWrapWord
	leave := func() { c.sheet.Dismiss() }
	c.list = newSessionList(c)
	c.cancel = kit.NewButton(words.Tr(words.CancelNow), c.cancelNow, leave)
	c.forget = kit.NewButton(words.Tr(words.Forget), c.ask, leave)
	c.copy = kit.NewButton(words.Tr(words.CopySession), c.copyID, leave)
	c.export = kit.NewButton(words.Tr(words.Export), c.save, leave)
	done := kit.NewButton(words.Tr(words.Close), leave, leave)
	done.Importance = widget.HighImportance
	c.sheet = w.Sheets().Show(kit.SheetParts{
		Title:   kit.NewTitle(words.Tr(words.OpenSessions), kit.TextHeading),
		Body:    container.NewBorder(kit.Flush(c.words), nil, nil, nil, c.list),
		Buttons: []fyne.CanvasObject{c.cancel, c.forget, c.copy, c.export, done},
		Want:    fyne.NewSize(760, 520), OnClose: func() { o.list = nil },
	})
	o.list = c
	c.update()
	w.Canvas().Focus(c.list)
}

// update shows the current sessions.
func (c *cleanup) update() {
	c.open = openSessions(c.w.Model())
	if c.at() < 0 {
		c.chosen = uuid.Nil
		if len(c.open) > 0 {
			c.chosen = c.open[min(c.list.At, len(c.open)-1)].Job
		}
	}
	c.list.At = max(c.at(), 0)
	if text := words.OpenSessionsText(c.open); c.words.Text != text {
		c.words.SetText(text)
	}
	c.list.Refresh()
	c.enable()
}

// enable enables the buttons that apply to the chosen session.
func (c *cleanup) enable() {
	s, ok := c.session()
	for b, on := range map[*kit.Button]bool{
		c.cancel: ok, c.forget: ok && s.Cancelled(), c.copy: ok && s.ID != "", c.export: len(c.open) > 0,
	} {
		if on == b.Disabled() {
			if on {
				b.Enable()
			} else {
				b.Disable()
			}
		}
	}
}

func (c *cleanup) at() int {
	return slices.IndexFunc(c.open, func(s transfer.OpenSession) bool { return s.Job == c.chosen })
}

func (c *cleanup) session() (transfer.OpenSession, bool) {
	if i := c.at(); i >= 0 {
		return c.open[i], true
	}
	return transfer.OpenSession{}, false
}

// choose chooses another session.
func (c *cleanup) choose(i int) {
	if i >= 0 && i < len(c.open) {
		c.chosen = c.open[i].Job
		c.enable()
	}
}

// cancelNow sends the cancel now. For an upload it is the same as its row's cancel, which may ask first.
func (c *cleanup) cancelNow() {
	s, ok := c.session()
	switch {
	case !ok:
	case s.Cancelled():
		c.w.Do(s.CancelNow(), nil)
	default:
		c.w.Cancel([]uuid.UUID{s.Job}, c.of.Open)
	}
}

// ask abandons a cancel after a question: the session stays on the server.
func (c *cleanup) ask() {
	s, ok := c.session()
	if !ok || !s.Cancelled() {
		return
	}
	c.w.Sheets().Confirm(kit.Question{
		Title: words.Tr(words.ForgetQuestion), Body: words.ForgetConsequence(s, time.Now()),
		No: words.Tr(words.Back), Yes: words.Tr(words.ForgetIt), After: c.of.Open,
		Then: func() { c.w.Do(s.Forget(), nil) },
	})
}

func (c *cleanup) copyID() {
	if s, ok := c.session(); ok && s.ID != "" {
		c.w.Copy(s.ID)
	}
}

// save writes the list as CSV.
func (c *cleanup) save() {
	list, now := slices.Clone(c.open), time.Now()
	c.w.SaveAs(words.SessionsFile(now), func(w io.Writer) error {
		return transfer.WriteSessions(w, list, now)
	}, func(path string) string { return words.ExportedText(len(list), path) })
}

// openSessions are the open sessions, after the cancels whose session ID is not known yet because their
// Create-Session has no answer.
func openSessions(m *list.Model) []transfer.OpenSession {
	var early []transfer.OpenSession
	var jobs iter.Seq[*transfer.Job] = func(yield func(*transfer.Job) bool) {
		for _, e := range m.Order {
			if e.State.Standing() == transfer.Leaves && e.Job.Session.IsZero() {
				early = append(early, transfer.OpenSession{
					Job: e.Job.ID, Server: e.Job.Target.Server(), URL: e.Job.Target.URL, Practice: e.Job.Target.Practice, File: e.Job.Source.Path,
					Size: e.Job.Source.Size, State: e.State, NextTry: e.Job.RetryAt,
				})
			}
			if !yield(e.Job) {
				return
			}
		}
	}
	list := transfer.OpenSessions(jobs)
	slices.SortFunc(early, func(a, b transfer.OpenSession) int { return cmp.Compare(a.File, b.File) })
	return append(early, list...)
}

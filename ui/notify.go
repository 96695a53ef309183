package ui

import (
	"slices"
	"time"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// notifier notifies the desktop when a batch of uploads has ended or needs the user, while the window is not in
// front. A batch is a group; all ungrouped uploads form one batch.
type notifier struct {
	w       *Window
	away    bool // the window has no focus
	batches map[string]*batchNews
	ready   []string // batches to announce, in order of arrival
	due     bool     // a notification is scheduled
}

// batchNews is what happened to a batch since its last notification.
type batchNews struct {
	done, needs, failed int
	name                string // of its one upload, if it has only one
}

// notifyAfter is how long to collect further news into one notification.
const notifyAfter = 10 * time.Second

func newNotifier(w *Window) *notifier {
	n := &notifier{w: w, batches: map[string]*batchNews{}}
	l := w.app.Lifecycle()
	l.SetOnExitedForeground(func() { n.away = true })
	l.SetOnEnteredForeground(func() {
		n.away = false
		n.drop() // the window shows it
		w.seen()
	})
	return n
}

// watch extracts the news from an update, before the model applies it.
func (n *notifier) watch(u transfer.Update) {
	if !n.w.applied {
		return // what was there at the start is not news
	}
	for id, j := range u {
		if j == nil {
			continue
		}
		before := transfer.Waiting
		if e := n.w.model.Entries[id]; e != nil {
			before = e.State
		}
		if after := j.State(); after != before {
			n.count(j, after)
		}
	}
}

func (n *notifier) count(j *transfer.Job, s transfer.State) {
	if is := s.Standing(); is != transfer.HasDone && is != transfer.Stuck {
		return
	}
	b := n.batches[j.Target.Group]
	if b == nil {
		b = &batchNews{name: words.Plain(j.Name())}
		n.batches[j.Target.Group] = b
	} else {
		b.name = ""
	}
	switch s {
	case transfer.Done:
		b.done++
	case transfer.NeedsYou:
		b.needs++
	default:
		b.failed++
	}
}

// update finds the batches that have ended or need the user, after the model has applied an update.
func (n *notifier) update() {
	for group, b := range n.batches {
		open := n.w.model.Open(group)
		switch {
		case open && b.needs+b.failed == 0:
		case !n.away && n.w.tray.shown:
			delete(n.batches, group) // it is visible
		default:
			n.tell(group)
		}
	}
}

func (n *notifier) tell(group string) {
	if slices.Contains(n.ready, group) {
		return
	}
	n.ready = append(n.ready, group)
	if n.due {
		return
	}
	n.due = true
	time.AfterFunc(notifyAfter, func() { // ends by itself after one post
		n.w.host.Post(n.send)
	})
}

// send combines all ready news into one notification.
func (n *notifier) send() {
	n.due = false
	title, sum := "", batchNews{}
	quiet := n.w.settings.Quiet
	for _, group := range n.ready {
		b := n.batches[group]
		if b == nil {
			continue
		}
		title = titleOf(group, b)
		if !quiet.Done {
			sum.done += b.done
		}
		if !quiet.NeedsYou {
			sum.needs, sum.failed = sum.needs+b.needs, sum.failed+b.failed
		}
	}
	if len(n.ready) > 1 {
		title = appName
	}
	n.drop()
	if sum.done+sum.needs+sum.failed > 0 {
		n.w.host.Notify(title, words.BatchBody(sum.done, sum.needs, sum.failed))
	}
}

// drop forgets what is ready.
func (n *notifier) drop() {
	for _, group := range n.ready {
		delete(n.batches, group)
	}
	n.ready = nil
}

func titleOf(key string, b *batchNews) string {
	folder := transfer.GroupFolder(key)
	switch {
	case key != "" && folder != "":
		return words.BatchTitle(words.Plain(folder))
	case b.name != "":
		return b.name
	}
	return appName
}

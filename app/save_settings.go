//go:build !nowindow

package main

import (
	"errors"
	"log/slog"
	"sync"

	"sendoff/app/queue"
	"sendoff/transfer/mailbox"
	"sendoff/ui/list"
)

// settingsSaver stores the window's settings off the screen's goroutine. The newest ones win.
type settingsSaver struct {
	store   queue.SettingStore
	dir     string // the queue's folder
	failed  func(error)
	waiting *mailbox.Box[*list.Settings]
	write   sync.Mutex // one write at a time, in order of request
}

func newSettingsSaver(dir string, store queue.SettingStore, failed func(error)) *settingsSaver {
	return &settingsSaver{dir: dir, store: store, failed: failed, waiting: mailbox.New[*list.Settings](0)}
}

// ask schedules settings to be stored.
func (s *settingsSaver) ask(v list.Settings) {
	s.waiting.Put(func(newest **list.Settings) { *newest = &v })
}

// run stores scheduled settings until done is closed.
func (s *settingsSaver) run(done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-s.waiting.Ready():
		}
		if err := s.flush(); err != nil {
			s.failed(err)
		}
	}
}

// flush stores the scheduled settings.
func (s *settingsSaver) flush() error {
	s.write.Lock()
	defer s.write.Unlock()
	v, _ := s.waiting.Take()
	if v == nil {
		return nil
	}
	return errors.Join(queue.SaveSettings(s.store, *v), queue.KeepLanguage(s.dir, v.Language))
}

// Save stores the settings soon.
func (a *App) Save(s list.Settings) { a.saver.ask(lastingSettings(a.order, s, a.rate)) }

// saveLast stores the final settings after the window is gone.
func (a *App) saveLast() {
	a.Save(a.window.Settings())
	if err := a.saver.flush(); err != nil {
		a.queue.Log().Warn("settings not saved", slog.Any("error", err))
	}
}

package ui

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// menuItems are the lines of the menu for the selected rows. With none selected, as at the title of a section, they are
// those about all uploads.
func (a *actions) menuItems() []*fyne.MenuItem {
	found := a.w.model.Chosen()
	if len(found) == 0 {
		return a.allItems()
	}
	item := func(text string, can func(*transfer.Job) bool, do func([]uuid.UUID)) *fyne.MenuItem {
		which := list.IDs(found, can)
		m := fyne.NewMenuItem(text, nil)
		if do != nil {
			m.Action = func() { do(which) }
		}
		m.Disabled = len(which) == 0
		if keys := menuKeys()[text]; keys != "" {
			m.Shortcut = kit.Keys(keys)
		}
		return m
	}
	items := []*fyne.MenuItem{
		item(words.Tr(words.Pause), list.CanPause, a.pause),
		item(words.Tr(words.Resume), list.CanResume, a.run),
		item(words.Tr(words.StartNow), list.CanStartNow, a.startNow),
		item(words.Tr(words.Retry), list.CanRetry, a.retry),
		item(words.Tr(words.StartOver), list.CanStartOver, a.startOver),
		a.changeItem(item),
		a.oneItem(item(words.Tr(words.TestServer), anyJob, first(a.testServer))),
		fyne.NewMenuItemSeparator(),
	}
	items = append(items, a.orderItems(item)...)
	return append(items,
		fyne.NewMenuItemSeparator(),
		item(words.Tr(words.Cancel), list.CanCancel, a.cancel),
		item(words.Tr(words.CancelAgain), list.CanCancelAgain, a.cancelAgain),
		item(words.Tr(words.UploadAgain), list.HasEnded, a.again),
		a.oneItem(item(words.Tr(words.Verify), list.CanVerify, first(a.verify))),
		item(words.Tr(words.SaveReceipt), list.HasEnded, a.saveReceipt),
		item(words.Tr(words.StopTrying), list.IsOpenCancel, a.Forget),
		item(words.Tr(words.Remove), list.HasEnded, a.remove),
		fyne.NewMenuItemSeparator(),
		a.copyItem(item),
		item(words.Tr(words.ShowFile), anyJob, a.showSource),
		item(words.Tr(words.Details), anyJob, func(which []uuid.UUID) { a.Details(which[0]) }),
	)
}

// menuKeys are the keys of the lines that have some, by their text.
func menuKeys() map[string]string {
	return map[string]string{
		words.Tr(words.Pause): words.Tr("Space"), words.Tr(words.Resume): words.Tr("Space"), words.Tr(words.Retry): "Ctrl+R",
		words.Tr(words.TestServer): "Ctrl+T", words.Tr(words.MoveTop): "Ctrl+Shift+Up", words.Tr(words.MoveUp): "Ctrl+Up",
		words.Tr(words.MoveDown): "Ctrl+Down", words.Tr(words.MoveBottom): "Ctrl+Shift+Down", words.Tr(words.Cancel): "Delete",
		words.Tr(words.Details): "Enter", words.Tr(words.CopyStatus): "Ctrl+C", words.Tr(words.CopySession): "Ctrl+Shift+C",
	}
}

// possible leaves out the lines that cannot apply, and the separators that would then have nothing between them.
func possible(items []*fyne.MenuItem) []*fyne.MenuItem {
	var kept []*fyne.MenuItem
	for _, i := range items {
		switch {
		case i.Disabled:
			continue
		case i.IsSeparator && (len(kept) == 0 || kept[len(kept)-1].IsSeparator):
			continue
		case i.ChildMenu != nil:
			i.ChildMenu.Items = possible(i.ChildMenu.Items)
		}
		kept = append(kept, i)
	}
	if n := len(kept); n > 0 && kept[n-1].IsSeparator {
		kept = kept[:n-1]
	}
	return kept
}

// allItems are the lines about all uploads, for the keyboard too.
func (a *actions) allItems() []*fyne.MenuItem {
	return []*fyne.MenuItem{
		a.retryFailedItem(),
		a.pastItem(words.Tr(words.RemoveFinished), a.clearFinished),
		a.pastItem(words.Tr(words.Export), a.exportHistory),
	}
}

// retryFailedItem retries all that failed, whatever is selected.
func (a *actions) retryFailedItem() *fyne.MenuItem {
	failed := a.w.model.FailedIDs()
	m := fyne.NewMenuItem(words.RetryFailedText(len(failed), false), func() { a.retry(failed) })
	m.Disabled = len(failed) == 0
	return m
}

// first applies do to the first of several uploads.
func first(do func(uuid.UUID)) func([]uuid.UUID) { return func(which []uuid.UUID) { do(which[0]) } }

// oneItem is a line for a single upload: with several selected it would be unclear which one is meant.
func (a *actions) oneItem(m *fyne.MenuItem) *fyne.MenuItem {
	m.Disabled = m.Disabled || len(a.w.model.Chosen()) > 1
	return m
}

// changeItem leads to what can be changed in an upload without adding it again.
func (a *actions) changeItem(item itemMaker) *fyne.MenuItem {
	m := a.oneItem(item(words.Tr(words.Change), list.CanCancel, nil))
	m.ChildMenu = fyne.NewMenu("",
		a.oneItem(item(words.Tr(words.OtherName), list.CanCancel, first(a.otherName))),
		a.oneItem(item(words.Tr(words.ChangeAddress), list.CanCancel, first(a.changeAddress))),
		a.oneItem(item(words.Tr(words.FindFile), list.CanCancel, first(a.findFile))),
		a.oneItem(item(words.Tr(words.OtherAccount), list.CanSignIn, first(a.signIn))),
	)
	return m
}

// pastItem is what a button above the history does.
func (a *actions) pastItem(text string, do func()) *fyne.MenuItem {
	m := fyne.NewMenuItem(text, do)
	m.Disabled = len(a.w.model.Past()) == 0
	return m
}

func anyJob(*transfer.Job) bool { return true }

// itemMaker makes the line for those selected uploads that can admits. do is nil for a line that only opens a
// submenu.
type itemMaker func(text string, can func(*transfer.Job) bool, do func([]uuid.UUID)) *fyne.MenuItem

func (a *actions) orderItems(item itemMaker) []*fyne.MenuItem {
	to := func(p transfer.Place) func([]uuid.UUID) {
		return func(which []uuid.UUID) { a.move(which, p) }
	}
	priority := item(words.Tr(words.Priority), list.CanMove, nil)
	priority.ChildMenu = fyne.NewMenu("")
	for p, text := range []string{words.Tr(words.Foreground), words.Tr(words.High), words.Tr(words.Normal), words.Tr(words.Low)} {
		priority.ChildMenu.Items = append(priority.ChildMenu.Items,
			item(text, list.CanMove, func(which []uuid.UUID) { a.priority(which, transfer.Priority(p)) }))
	}
	return []*fyne.MenuItem{
		item(words.Tr(words.MoveTop), list.CanMove, to(transfer.Top)),
		item(words.Tr(words.MoveUp), list.CanMove, to(transfer.Up)),
		item(words.Tr(words.MoveDown), list.CanMove, to(transfer.Down)),
		item(words.Tr(words.MoveBottom), list.CanMove, to(transfer.Bottom)),
		priority,
	}
}

func (a *actions) copyItem(item itemMaker) *fyne.MenuItem {
	each := func(line func(*transfer.Job) string) func([]uuid.UUID) {
		return func([]uuid.UUID) { a.copyEach(line) }
	}
	menu := item(words.Tr(words.Copy), anyJob, nil)
	menu.ChildMenu = fyne.NewMenu("",
		item(words.Tr(words.CopyName), anyJob, each((*transfer.Job).Name)),
		item(words.Tr(words.CopyAddress), anyJob, each(func(j *transfer.Job) string { return j.Target.URL })),
		item(words.Tr(words.CopySession), list.HasSession, each(func(j *transfer.Job) string { return j.Session.ID })),
		item(words.Tr(words.CopyStatus), anyJob, func([]uuid.UUID) { a.CopyStatus() }),
		item(words.Tr(words.CopyCode), list.HasCode, each(words.CodeOf)),
		a.oneItem(item(words.Tr(words.CopyForAdmin), anyJob, first(a.copyForAdmin))),
		a.oneItem(item(words.Tr(words.CopyDetails), anyJob, first(a.copyDetails))),
		fyne.NewMenuItem(words.Tr(words.Diagnostics), a.CopyDiagnostics),
	)
	return menu
}

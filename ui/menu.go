package ui

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
)

// menuItems are the lines of the menu on the selected rows.
func (a *actions) menuItems() []*fyne.MenuItem {
	list := a.w.model.chosen()
	item := func(text string, can func(*transfer.Job) bool, do func([]uuid.UUID)) *fyne.MenuItem {
		which := ids(list, can)
		m := fyne.NewMenuItem(text, nil)
		if do != nil {
			m.Action = func() { do(which) }
		}
		m.Disabled = len(which) == 0
		return m
	}
	items := []*fyne.MenuItem{
		item(tr(textPause), canPause, a.pause),
		item(tr(textResume), canResume, a.run),
		item(tr(textStartNow), canStartNow, a.startNow),
		item(tr(textRetry), canRetry, a.retry),
		a.retryFailedItem(),
		item(tr(textStartOver), canStartOver, a.startOver),
		a.changeItem(item),
		a.oneItem(item(tr(textTestServer), anyJob, first(a.testServer))),
		fyne.NewMenuItemSeparator(),
	}
	items = append(items, a.orderItems(item)...)
	return append(items,
		fyne.NewMenuItemSeparator(),
		item(tr(textCancel), canCancel, a.cancel),
		item(tr(textCancelAgain), canCancelAgain, a.cancelAgain),
		item(tr(textUploadAgain), hasEnded, a.again),
		item(tr(textStopTrying), isOpenCancel, a.forget),
		item(tr(textRemove), hasEnded, a.remove),
		a.pastItem(tr(textRemoveFinished), a.clearFinished),
		a.pastItem(tr(textExport), a.exportHistory),
		fyne.NewMenuItemSeparator(),
		a.copyItem(item),
		item(tr(textShowFile), anyJob, a.showSource),
		item(tr(textDetails), anyJob, func(which []uuid.UUID) { a.details(which[0]) }),
	)
}

// retryFailedItem retries all that failed, whatever is selected.
func (a *actions) retryFailedItem() *fyne.MenuItem {
	failed := a.w.model.failedIDs()
	m := fyne.NewMenuItem(retryFailedText(len(failed), false), func() { a.retry(failed) })
	m.Disabled = len(failed) == 0
	return m
}

// first is what is done with the first of some uploads.
func first(do func(uuid.UUID)) func([]uuid.UUID) { return func(which []uuid.UUID) { do(which[0]) } }

// oneItem is a line that means one upload: with several selected nobody could tell which.
func (a *actions) oneItem(m *fyne.MenuItem) *fyne.MenuItem {
	m.Disabled = m.Disabled || len(a.w.model.chosen()) > 1
	return m
}

// changeItem leads to what an upload can be changed in without adding it again.
func (a *actions) changeItem(item itemMaker) *fyne.MenuItem {
	m := a.oneItem(item(tr(textChange), canCancel, nil))
	m.ChildMenu = fyne.NewMenu("",
		a.oneItem(item(tr(textOtherName), canCancel, first(a.otherName))),
		a.oneItem(item(tr(textChangeAddress), canCancel, first(a.changeAddress))),
		a.oneItem(item(tr(textFindFile), canCancel, first(a.findFile))),
		a.oneItem(item(tr(textOtherAccount), canSignIn, first(a.signIn))),
	)
	return m
}

// pastItem is what a button over the history does, for the keyboard.
func (a *actions) pastItem(text string, do func()) *fyne.MenuItem {
	m := fyne.NewMenuItem(text, do)
	m.Disabled = len(a.w.model.past()) == 0
	return m
}

// isOpenCancel tells whether a cancel waits for a server that could not be told yet.
func isOpenCancel(j *transfer.Job) bool { return j.State() == transfer.Cancelling && j.Fault != nil }

func anyJob(*transfer.Job) bool { return true }

// itemMaker makes the line for those of the selected uploads that a test lets through; do is nil where the
// line only leads further.
type itemMaker func(text string, can func(*transfer.Job) bool, do func([]uuid.UUID)) *fyne.MenuItem

func (a *actions) orderItems(item itemMaker) []*fyne.MenuItem {
	to := func(p transfer.Place) func([]uuid.UUID) {
		return func(which []uuid.UUID) { a.move(which, p) }
	}
	priority := item(tr(textPriority), canMove, nil)
	priority.ChildMenu = fyne.NewMenu("")
	for p, text := range []string{tr(textForeground), tr(textHigh), tr(textNormal), tr(textLow)} {
		priority.ChildMenu.Items = append(priority.ChildMenu.Items,
			item(text, canMove, func(which []uuid.UUID) { a.priority(which, transfer.Priority(p)) }))
	}
	return []*fyne.MenuItem{
		item(tr(textMoveTop), canMove, to(transfer.Top)),
		item(tr(textMoveUp), canMove, to(transfer.Up)),
		item(tr(textMoveDown), canMove, to(transfer.Down)),
		item(tr(textMoveBottom), canMove, to(transfer.Bottom)),
		priority,
	}
}

func (a *actions) copyItem(item itemMaker) *fyne.MenuItem {
	each := func(line func(*transfer.Job) string) func([]uuid.UUID) {
		return func([]uuid.UUID) { a.copyEach(line) }
	}
	menu := item(tr(textCopy), anyJob, nil)
	menu.ChildMenu = fyne.NewMenu("",
		item(tr(textCopyName), anyJob, each((*transfer.Job).Name)),
		item(tr(textCopyAddress), anyJob, each(func(j *transfer.Job) string { return j.Target.URL })),
		item(tr(textCopySession), hasSession, each(func(j *transfer.Job) string { return j.Session.ID })),
		item(tr(textCopyStatus), anyJob, func([]uuid.UUID) { a.copyStatus() }),
		item(tr(textCopyCode), hasCode, each(codeOf)),
		a.oneItem(item(tr(textCopyForAdmin), anyJob, first(a.copyForAdmin))),
		a.oneItem(item(tr(textCopyDetails), anyJob, first(a.copyDetails))),
		fyne.NewMenuItem(tr(textDiagnostics), a.copyDiagnostics),
	)
	return menu
}

func hasSession(j *transfer.Job) bool { return j.Session.ID != "" }

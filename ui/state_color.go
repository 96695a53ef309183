package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
)

// stateColor is the colour of a state's mark and words.
func stateColor(s transfer.State) fyne.ThemeColorName {
	switch s {
	case transfer.Connecting, transfer.Uploading, transfer.Finishing, transfer.GettingReply:
		return theme.ColorNamePrimary
	case transfer.NeedsYou, transfer.Retrying:
		return theme.ColorNameWarning
	case transfer.Failed:
		return theme.ColorNameError
	case transfer.Done:
		return theme.ColorNameSuccess
	case transfer.Waiting, transfer.Paused, transfer.Cancelling, transfer.Cancelled:
	}
	return kit.ColorMuted
}

// outcomeColor marks the endings that leave something open.
func outcomeColor(o transfer.Outcome) fyne.ThemeColorName {
	switch o {
	case transfer.Delivered:
		return theme.ColorNameSuccess
	case transfer.NotTold, transfer.TooLate, transfer.Unknown:
		return theme.ColorNameWarning
	case transfer.Refused:
		return theme.ColorNameError
	case transfer.Confirmed, transfer.AlreadyGone, transfer.NeverReached:
	}
	return kit.ColorMuted
}

package rows

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
)

// stateColor is the colour of a state's icon and text.
func stateColor(s transfer.State) fyne.ThemeColorName {
	switch s.Standing() {
	case transfer.Runs:
		return theme.ColorNamePrimary
	case transfer.HasDone:
		return theme.ColorNameSuccess
	case transfer.Waits, transfer.Stuck:
		switch s { //nolint:exhaustive // of these standings
		case transfer.NeedsYou, transfer.Retrying:
			return theme.ColorNameWarning
		case transfer.Failed:
			return theme.ColorNameError
		}
	case transfer.Rests, transfer.Leaves, transfer.HasLeft:
	}
	return kit.ColorMuted
}

// barColor is the colour of a bar: grey if it does not move.
func barColor(s transfer.State) fyne.ThemeColorName {
	switch s.Standing() { //nolint:exhaustive // the others move, or have no bar
	case transfer.Rests, transfer.Leaves:
		return kit.ColorMuted
	case transfer.Waits:
		if s == transfer.Waiting {
			return kit.ColorMuted
		}
	}
	return theme.ColorNamePrimary
}

// outcomeColor highlights endings that leave something open.
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

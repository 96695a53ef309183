package ui

import (
	"fmt"
	"time"
)

// Words of the network: keys, translated where they are shown.
const (
	textOnline  = "Online"
	textOffline = "Offline"
)

func offlineSinceText(since time.Time) string {
	return fmt.Sprintf(tr("Offline since %s"), Clock(since, time.Now()))
}

func offlineText(since time.Time, waiting int) string {
	return fmt.Sprintf(trn("Offline since %[2]s. %[1]s upload waits; it goes on by itself.",
		"Offline since %[2]s. %[1]s uploads wait; they go on by themselves.", waiting), Number(waiting), Clock(since, time.Now()))
}

// awayText counts servers that do not answer.
func awayText(n int) string {
	return counted("%s server does not answer", "%s servers do not answer", n)
}

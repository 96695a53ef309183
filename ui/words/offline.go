package words

import (
	"fmt"
	"time"
)

// Words of the network: keys, translated where they are shown.
const (
	Online  = "Online"
	Offline = "Offline"
)

// OfflineSinceText is what the status bar says while there is no network.
func OfflineSinceText(since time.Time) string {
	return fmt.Sprintf(Tr("Offline since %s"), Clock(since, time.Now()))
}

// OfflineText says how many uploads wait for the network.
func OfflineText(since time.Time, waiting int) string {
	return fmt.Sprintf(Trn("Offline since %[2]s. %[1]s upload waits; it goes on by itself.",
		"Offline since %[2]s. %[1]s uploads wait; they go on by themselves.", waiting), Number(waiting), Clock(since, time.Now()))
}

// AwayText counts servers that do not answer; brief is for narrow windows.
func AwayText(n int) (full, brief string) {
	return Counted("%s server does not answer", "%s servers do not answer", n), Capital(fmt.Sprintf(Tr("no answer: %s"), Number(n)))
}

package words

import (
	"fmt"
	"strconv"

	"golang.org/x/text/unicode/norm"
)

// Twins are names that differ on one computer and are the same on another: they differ only in case or in the
// Unicode form of their letters. On a server that does not distinguish them, the second replaces the first or is
// refused.

// Apart writes a name so that it can be told from its twin: as two Unicode forms look alike, letters outside ASCII
// are written as numbers.
func Apart(name, twin string) string {
	if norm.NFC.String(name) != norm.NFC.String(twin) {
		return Plain(name)
	}
	quoted := strconv.QuoteToASCII(name)
	return Plain(quoted[1 : len(quoted)-1])
}

// TwinText is the remark on a file that has a twin.
func TwinText(name, other string) string {
	return fmt.Sprintf(Tr("the server may take it and %s for one file"), Drawn(Shorten(Apart(other, name), 40)))
}

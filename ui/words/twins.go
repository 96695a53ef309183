package words

import (
	"fmt"
	"strconv"

	"golang.org/x/text/unicode/norm"
)

// Twins are names that one computer tells apart and another takes for one: they differ in upper and lower case
// alone, or in the Unicode form of their letters. Where a server does that, the second of two replaces the
// first, or is refused.

// Apart is a name such that it can be told from its twin: two forms of the same letters look alike, so that those
// outside ASCII are written by their numbers.
func Apart(name, twin string) string {
	if norm.NFC.String(name) != norm.NFC.String(twin) {
		return Plain(name)
	}
	quoted := strconv.QuoteToASCII(name)
	return Plain(quoted[1 : len(quoted)-1])
}

// TwinText is the remark beside a file that has a twin.
func TwinText(name, other string) string {
	return fmt.Sprintf(Tr("the server may take it and %s for one file"), Drawn(Shorten(Apart(other, name), 40)))
}

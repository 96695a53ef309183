package words

import (
	"fmt"

	"sendoff/transfer"
	"sendoff/transfer/receipt"
)

// verifiedText is the end of the words of an upload that is done: what is known of its content; "" = nothing.
func verifiedText(j *transfer.Job) string {
	if j.Proof != nil && j.Proof.Verified() {
		return Tr("verified")
	}
	return ""
}

// SHA256Of is the SHA-256 of what was sent, "" if it is not known.
func SHA256Of(j *transfer.Job) string {
	if j.Proof == nil {
		return ""
	}
	return string(j.Proof.Sent)
}

// ProofText says what of an upload was compared with what the server has, and the result; "" if nothing was.
func ProofText(j *transfer.Job) string {
	switch p := j.Proof; {
	case p == nil:
		return ""
	case p.By == receipt.ByNothing && p.Said != "":
		return Tr("The server named a SHA-256 of what it received. The file could not be read again to compare it.")
	default:
		return ComparedText(*p, j.Source.Size)
	}
}

// ComparedText is ProofText for the comparison of a file of size bytes.
func ComparedText(p receipt.Proof, size int64) string {
	texts, ok := comparedTexts[p.By]
	switch {
	case !ok:
		return ""
	case p.Same:
		return fmt.Sprintf(Tr(texts[0]), Size(size))
	}
	return fmt.Sprintf(Tr(texts[1]), Size(size))
}

// comparedTexts are for the same and for different content, by what was compared.
var comparedTexts = map[receipt.By][2]string{
	receipt.ByAck: {
		Mark("Verified: the SHA-256 that the server named of the %s it received is that of what was sent."),
		Mark("What arrived differs: the SHA-256 that the server named is not that of the %s that were sent."),
	},
}

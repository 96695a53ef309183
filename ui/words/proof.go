package words

import (
	"fmt"
	"strconv"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
)

// VerifiedText is the end of the words of an upload that is done: what is known of its content; "" = nothing.
func VerifiedText(j *transfer.Job) string {
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
	receipt.ByDigest: {
		Mark("Verified: the SHA-256 that the server named of what it has, %s, is that of what was sent."),
		Mark("What the server has differs: the SHA-256 that it named is not that of the %s that were sent."),
	},
	receipt.ByContent: {
		Mark("Verified: the content of all %s was read back from the server, and is what was sent."),
		Mark("What the server has differs: it was read back, and is not the %s that were sent."),
	},
	receipt.ByMD5: {
		Mark("Verified: the MD5 that the server named of what it has, %s, is that of what was sent."),
		Mark("What the server has differs: the MD5 that it named is not that of the %s that were sent."),
	},
	receipt.BySize: {
		Mark("Only the size was compared: the server has %s too. The content was not compared."),
		Mark("What the server has differs: it has another size than the %s that were sent."),
	},
}

// FoundText says what came of a comparison of j with what its server has, and no more than was seen.
func FoundText(f readback.Found, j *transfer.Job) string {
	compared := ComparedText(f.Proof, j.Source.Size)
	var refused string
	switch {
	case f.Refused != 0:
		refused = fmt.Sprintf(Tr("The server does not let it be read back (%s)."), joined(" ", strconv.Itoa(f.Refused), bits.StatusText(f.Refused)))
	case compared == "":
		refused = Tr("What the server hands out says nothing about the file.")
	}
	before := ""
	if p := j.Proof; f.By == receipt.ByNothing && p != nil && p.Verified() {
		before = ProofText(j)
	}
	return joined(" ", compared, refused, before)
}

// VerifyTitle is the title of a comparison.
func VerifyTitle(j *transfer.Job) string { return fmt.Sprintf(Tr("Verify %s"), Drawn(j.Name())) }

// ReadBackText says how much of a file was read back.
func ReadBackText(n, size int64) string {
	return fmt.Sprintf(Tr("Reading it back from the server: %s."), bytesOf(n, size))
}

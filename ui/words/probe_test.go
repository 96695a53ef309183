package words

import (
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/ui/words/wordstest"
)

// TestAdviceOfATest: a failed test advises neither to test the server nor to retry an upload.
func TestAdviceOfATest(t *testing.T) {
	for _, k := range wordstest.Kinds {
		text := TestText(&transfer.Fault{Kind: k, HTTP: 404, Final: true}, transfer.Target{URL: "https://files.example.com/drop/a.zip"})
		wordstest.Check(t, string(k), text)
		switch k { //nolint:exhaustive // the others do not come from a server
		case transfer.KindNoReply, transfer.KindReplySave, transfer.KindReplyEndless, transfer.KindEmptyFile, transfer.KindFileBusy, transfer.KindFileAway,
			transfer.KindReplyClear, transfer.KindReplyURL, transfer.KindFileMissing, transfer.KindFileDenied, transfer.KindFileChanged, transfer.KindNotFile, transfer.KindOwnDisk, transfer.KindOwnQueue,
			transfer.KindFilePath, transfer.KindFileStuck, transfer.KindFileSize, transfer.KindFileZero, transfer.KindFileCloud, transfer.KindFileFailed, transfer.KindOwnLimit,
			transfer.KindGone, transfer.KindDiffers, transfer.KindUnfinished, transfer.KindNoHandover, transfer.KindNoProgress, transfer.KindVersion,
			transfer.KindForgotten, transfer.KindTrickle:
			continue
		}
		for _, unfit := range []string{"Test the server", "etry", "Start over", "0 B"} {
			if strings.Contains(text, unfit) {
				t.Errorf("%s: %s", k, text)
			}
		}
		if !strings.HasSuffix(text, " (404)") {
			t.Errorf("%s: the code is missing: %s", k, text)
		}
	}
}

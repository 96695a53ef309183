package words

import (
	"testing"

	"sendoff/transfer"
)

// TestWordsOfSignIns: who is signed in where, and why not.
func TestWordsOfSignIns(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return SignInFlawText(transfer.KindWrongSignIn) }, "The user name or the password was not accepted.", "Имя пользователя или пароль не приняты."},
		{func() string { return SignInFlawText(transfer.KindDenied) }, "This account may not upload there. Sign in with another one.", "Этой учётной записи нельзя выгружать туда. Войдите с другой."},
		{func() string { return SignInFlawText(transfer.KindBusy) }, "", ""},
		{func() string { return AccountText("proxy.example.com:3128", true) }, "proxy.example.com:3128 (proxy)", "proxy.example.com:3128 (прокси)"},
		{func() string { return AccountText("files.example.com", false) }, "files.example.com", "files.example.com"},
		{func() string { return SignedOutText("files.example.com", true) }, "Signed out of files.example.com; the password is forgotten.", "Выход с files.example.com выполнен, пароль забыт."},
		{func() string { return SignedOutText("files.example.com", false) }, "Nobody was signed in to files.example.com.", "Вход на files.example.com не выполнялся."},
		{func() string { return UserHint("NTLM") }, "DOMAIN\\name or name@domain", "ДОМЕН\\имя или имя@домен"},
		{func() string { return UserHint("Basic") }, "", ""},
	})
}

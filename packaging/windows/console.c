/* sendoff.com: the console's door to sendoff.exe.
 *
 * cmd and PowerShell do not wait for a program of the window, such as sendoff.exe, and so never learn
 * its exit code. Typed as "sendoff", this program of the console is what they find first (.COM comes
 * before .EXE in PATHEXT). It starts sendoff.exe from its own folder with the same arguments and
 * streams, waits, and ends with its exit code; or with 0 as soon as a window is open, which the event
 * in SENDOFF_PROMPT_EVENT tells (app/cli/console_windows.go). */

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define FAILED_TO_START 3 /* as sendoff says that the queue or the window is unavailable */
#define LONGEST 32768     /* characters of a path or a command line, the end included */

static wchar_t path[LONGEST], line[LONGEST];

/* Ctrl+C is for sendoff.exe, which shares this console; this program ends when it does. */
static BOOL WINAPI stay(DWORD event) {
	return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
}

/* arguments skips the name of the program the way the C library reads it. */
static const wchar_t *arguments(const wchar_t *p) {
	BOOL quoted = FALSE;
	for (; *p && (quoted || (*p != L' ' && *p != L'\t')); p++)
		if (*p == L'"')
			quoted = !quoted;
	return p;
}

/* say prints a line that needs no formatting, in whatever the error stream is. */
static void say(const char *text) {
	DWORD n;
	WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, lstrlenA(text), &n, NULL);
}

/* put_number writes a handle in decimal. */
static void put_number(wchar_t *to, ULONG_PTR n) {
	wchar_t digits[24];
	int i = 0;
	do
		digits[i++] = L'0' + n % 10;
	while (n /= 10);
	while (i)
		*to++ = digits[--i];
	*to = 0;
}

/* beside makes path the program's own with another ending, and line the whole command line. */
static BOOL beside(void) {
	DWORD n = GetModuleFileNameW(NULL, path, LONGEST);
	const wchar_t *rest = arguments(GetCommandLineW());
	if (n < 5 || n >= LONGEST - 1 || lstrlenW(rest) + n + 3 >= LONGEST)
		return FALSE;
	lstrcpyW(path + n - 4, L".exe");
	lstrcpyW(line, L"\"");
	lstrcatW(line, path);
	lstrcatW(line, L"\"");
	lstrcatW(line, rest);
	return TRUE;
}

int main(void) {
	SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
	HANDLE opened = CreateEventW(&inherit, TRUE, FALSE, NULL);
	STARTUPINFOW start = {0};
	PROCESS_INFORMATION made;
	wchar_t number[24];
	DWORD code = FAILED_TO_START;

	if (!opened || !beside()) {
		say("sendoff: the command line is too long\r\n");
		return code;
	}
	put_number(number, (ULONG_PTR)opened);
	SetEnvironmentVariableW(L"SENDOFF_PROMPT_EVENT", number);
	SetConsoleCtrlHandler(stay, TRUE);
	start.cb = sizeof start;
	start.dwFlags = STARTF_USESTDHANDLES;
	start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
	start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
	start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	if (!CreateProcessW(path, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &made)) {
		say("sendoff: sendoff.exe, which belongs beside sendoff.com, cannot be started\r\n");
		return code;
	}
	HANDLE either[] = {made.hProcess, opened};
	if (WaitForMultipleObjects(2, either, FALSE, INFINITE) == WAIT_OBJECT_0 + 1)
		return 0;
	GetExitCodeProcess(made.hProcess, &code);
	return (int)code;
}

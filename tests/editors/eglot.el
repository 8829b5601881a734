;;; Emacs with eglot, as editors/README.md configures it: findings through flymake, a hover, a fix by the text.
;; MATGRAD_CONFIG is the configuration from the README, MATGRAD_FILE the document. -*- lexical-binding: t -*-

(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(setq eglot-sync-connect 10
      eglot-confirm-server-initiated-edits nil)

(defun await (what seen)
  "Wait until SEEN returns something, and return it; WHAT says what is waited for."
  (let ((tries 0) value)
    (while (and (not (setq value (funcall seen))) (< tries 500))
      (accept-process-output nil 0.02)
      (setq tries (1+ tries)))
    (or value (error "Not seen: %s" what))))

(defun session ()
  (load (getenv "MATGRAD_CONFIG"))
  (find-file (getenv "MATGRAD_FILE"))
  (markdown-mode)
  (eglot-ensure)
  (run-hooks 'post-command-hook)
  (await "the server" #'eglot-current-server)
  (flymake-start)
  (let ((found (await "the finding"
                      (lambda ()
                        (seq-find (lambda (one) (string-match-p "`2 X` is N×n" (flymake-diagnostic-text one)))
                                  (flymake-diagnostics))))))
    (goto-char (flymake-diagnostic-beg found))
    (unless (looking-at-p (regexp-quote "2 X"))
      (error "The finding stands at another place: %s" (thing-at-point 'line t)))
    (goto-char (point-min))
    (search-forward "f(\\mathbf x) = ")
    (goto-char (match-beginning 0))
    (let (hover)
      (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover text)))
      (await "a hover" (lambda () hover))
      (unless (string-match-p (regexp-quote "(A + Aᵀ)x") hover)
        (error "Another hover: %s" hover)))
    (fix (flymake-diagnostic-beg found) (flymake-diagnostic-end found) "Write `2 X^T (X \\mathbf w - \\mathbf y)`")
    (goto-char (point-min))
    (unless (search-forward "\n2 X^T (X \\mathbf w - \\mathbf y)\n" nil t)
      (error "The fix wrote something else: %s" (buffer-string)))
    ;; Emacs tells of edits when it is idle, which it never is in batch mode.
    (eglot--signal-textDocument/didChange)
    (await "no findings after the fix" (lambda () (flymake-start) (null (flymake-diagnostics))))))

(defun fix (start end title)
  "Have eglot offer what can be done from START to END, and choose TITLE."
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt offered &rest _)
               (or (car (assoc title offered))
                   (error "Not offered: %s among %S" title (mapcar #'car offered)))))
            (last-nonmenu-event ?\r))
    (eglot-code-actions start end "quickfix" t)))

;; A mode that Emacs does not bring along; its name is what the configuration goes by.
(unless (fboundp 'markdown-mode)
  (define-derived-mode markdown-mode text-mode "Markdown"))

(condition-case failure
    (progn (session) (kill-emacs 0))
  (error (message "%s" (error-message-string failure)) (kill-emacs 1)))

--- matgrad for Neovim: starts the language server for documents with mathematics in them.
---
--- Neovim 0.11 and later need nothing of this: vim.lsp.enable('matgrad') is enough. setup() works with every version
--- from 0.7 on, and takes what is to differ from the defaults.
local M = {}

M.defaults = {
  cmd = { 'matgrad', 'lsp' },
  filetypes = { 'markdown', 'tex', 'plaintex', 'quarto', 'rmd' },
  root_markers = { 'matgrad.toml', '.git' },
  -- A hover shows Unicode; LaTeX would be shown as it is written.
  init_options = { typesets = false },
}

--- The folder of the project that a file is in: the nearest one above it that holds a marker.
--- @param path string
--- @param markers string[]
--- @return string|nil
local function project_of(path, markers)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  while true do
    for _, marker in ipairs(markers) do
      if vim.loop.fs_stat(folder .. '/' .. marker) then
        return folder
      end
    end
    local above = vim.fn.fnamemodify(folder, ':h')
    if above == folder then
      return nil
    end
    folder = above
  end
end

--- Starts the server for a buffer, or attaches the one that runs for its project.
local clients = {}
local function attach(buffer, options)
  local name = vim.api.nvim_buf_get_name(buffer)
  if vim.bo[buffer].buftype ~= '' or name:match('^%a[%w+.-]+://') then
    return
  end
  local root = name ~= '' and project_of(name, options.root_markers) or nil
  local config = vim.tbl_extend('force', options, { name = 'matgrad', root_dir = root })
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  local key = root or ''
  local client = clients[key]
  if not client or not vim.lsp.get_client_by_id(client) then
    client = vim.lsp.start_client(config)
    clients[key] = client
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
  end
end

--- Turns matgrad on.
--- @param options table|nil cmd, filetypes, root_markers, and whatever else a client configuration takes
function M.setup(options)
  options = vim.tbl_deep_extend('force', M.defaults, options or {})
  M.options = options
  if vim.lsp.config and vim.lsp.enable then
    vim.lsp.config('matgrad', options)
    vim.lsp.enable('matgrad')
    return
  end
  local group = vim.api.nvim_create_augroup('matgrad', { clear = true })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = options.filetypes,
    callback = function(event)
      attach(event.buf, options)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(options.filetypes, vim.bo[buffer].filetype) then
      attach(buffer, options)
    end
  end
end

return M

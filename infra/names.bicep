metadata name = 'Names'
metadata description = 'How everything is called: within the length and letters that Azure allows, whatever the municipality is called.'

@description('The letters and digits of a text, small; a hyphen where there was one between them.')
func words(text string) string =>
  join(
    filter(
      split(
        join(
          map(
            map(range(0, length(text)), i => toLower(substring(text, i, 1))),
            letter =>
              contains('abcdefghijklmnopqrstuvwxyz0123456789', letter) ? letter : (contains(' -', letter) ? '-' : '')
          ),
          ''
        ),
        '-'
      ),
      word => !empty(word)
    ),
    '-'
  )

@description('The same without hyphens, for storage accounts.')
func squeezed(text string) string => replace(words(text), '-', '')

@export()
@description('The name of a storage account: 3 to 24 letters and digits, unique in the world. The kind is one letter.')
func accountName(kind string, id string, seed string) string =>
  'vp${kind}${take(squeezed(id), 7)}${uniqueString(seed, kind)}'

@export()
@description('The end of every name that only has to be unique in its resource group.')
func suffixOf(id string, environment string) string =>
  'vrijplek-${take(words(id), 20)}${empty(words(id)) ? '' : '-'}${environment}'

@export()
@description('The name of the app, which is part of its address, so unique in the world.')
func appName(id string, environment string, seed string) string =>
  'vrijplek-${take(words(id), 20)}${empty(words(id)) ? '' : '-'}${environment}-${take(uniqueString(seed), 6)}'

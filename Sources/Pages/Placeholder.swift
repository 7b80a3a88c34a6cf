import CAssets
import Hummingbird
